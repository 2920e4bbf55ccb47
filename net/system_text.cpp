#include "net/system_text.hpp"

#include <boost/system/error_code.hpp>

namespace norekey::net {

std::string system_text(int errno_value) {
  std::string text =
      boost::system::error_code(errno_value, boost::system::system_category()).message();
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z')) {
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  }
  return text;
}

}  // namespace norekey::net
