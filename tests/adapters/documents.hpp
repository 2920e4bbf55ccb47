/// documents: what a mapping would give the adapters, for their tests.
#pragma once
#include <string>

#include "mapping/document.hpp"

namespace norekey::adapters {

inline mapping::Document document_of(const std::string& xml) {
  auto read = mapping::from_xml(xml);
  if (!read) throw std::runtime_error(to_string(read.error()));
  return std::move(*read);
}

/// Three hundred and a few dollars of customer 0004117's: two lines, freight, tax. `more` is put
/// before the lines.
inline std::string document_xml(const std::string& more = "",
                                const std::string& customer = "0004117",
                                const std::string& total = "351.05") {
  return "<document><customer>" + customer +
         "</customer><bill_to>SHIP-TO 00</bill_to><ship_to>SHIP-TO 01</ship_to>" +
         "<po_number>PO-4711</po_number><warehouse>WH</warehouse><payment_term>NET30</"
         "payment_term>" +
         "<rep><code>REP01</code><share>100</share><primary>yes</primary></rep>" + more +
         "<line><item>FST001000</item><quantity>12</quantity><uom>EA</uom><price>3.4200</price></"
         "line>" +
         "<line><item>0004719037</item><quantity>8</quantity><uom>BX</uom><price>34.4300</price></"
         "line>" +
         "<charge><item>FREIGHT</item><amount>12.95</amount></charge>" +
         "<charge><item>SALESTAX</item><amount>21.62</amount></charge><total>" + total +
         "</total></document>";
}

}  // namespace norekey::adapters
