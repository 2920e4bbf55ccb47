/// number_steps: the steps that compute with numbers and dates; their rows are in steps.cpp.
#pragma once
#include "mapping/steps.hpp"

namespace norekey::mapping {

/// What a step computes with: also what an earlier step computed, of up to 37 digits. reject: no
/// number.
Result<std::string> step_number(std::string_view value, Decimal& out);

bool read_times(config::Section& s, Step& step);
bool read_divide(config::Section& s, Step& step);
bool read_plus(config::Section& s, Step& step);
bool read_minus(config::Section& s, Step& step);
bool read_round(config::Section& s, Step& step);
bool read_implied(config::Section& s, Step& step);
bool read_date(config::Section& s, Step& step);
Result<std::string> do_times(const Step& step, std::string value, const Work& work);
Result<std::string> do_divide(const Step& step, std::string value, const Work& work);
Result<std::string> do_plus(const Step& step, std::string value, const Work& work);
Result<std::string> do_minus(const Step& step, std::string value, const Work& work);
Result<std::string> do_abs(const Step& step, std::string value, const Work& work);
Result<std::string> do_round(const Step& step, std::string value, const Work& work);
Result<std::string> do_implied(const Step& step, std::string value, const Work& work);
Result<std::string> do_date(const Step& step, std::string value, const Work& work);

}  // namespace norekey::mapping
