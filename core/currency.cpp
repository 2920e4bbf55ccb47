/// The exponents of ISO 4217:2015, table A.1, with amendments up to 177 (funds and metals left out;
/// codes that went since stay, as old orders have them).
#include <array>
#include <string>
#include <string_view>

#include "core/decimal.hpp"
#include "core/text.hpp"

namespace norekey {
namespace {

constexpr std::string_view kNone =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
constexpr std::string_view kThree = "BHD IQD JOD KWD LYD OMR TND";
constexpr std::string_view kTwo =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CNY "
    "COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL "
    "HTG HUF IDR ILS "
    "INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR "
    "MVR MWK MXN MYR "
    "MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD "
    "SHP SLE SOS SRD "
    "SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR "
    "XCG ZMW ZWG ZWL";

bool lists(std::string_view table, std::string_view code) {
  for (std::size_t i = 0; code.size() == 3 && i + 3 <= table.size(); i += 4) {
    if (table.substr(i, 3) == code) return true;
  }
  return false;
}

}  // namespace

Result<int> currency_exponent(std::string_view code) {
  if (lists(kTwo, code)) return 2;
  if (lists(kNone, code)) return 0;
  if (lists(kThree, code)) return 3;
  std::vector<std::string> known;
  for (const std::string_view table : {kTwo, kNone, kThree}) {
    for (std::string& one : split(table, ' ')) known.push_back(std::move(one));
  }
  return Error{Fate::reject,
               "unknown currency " + shown(code) + did_you_mean(code, known),
               "use an ISO 4217 code such as USD",
               {},
               ""};
}

}  // namespace norekey
