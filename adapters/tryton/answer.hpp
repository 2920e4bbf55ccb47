/// answer: what a Tryton server's answer to one RPC call means. Called by Session; knows no
/// network. The forms are those of trytond 6.0 (trytond/protocols/jsonrpc.py, dispatcher.py).
#pragma once
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace norekey::adapters::tryton {

enum class Kind {
  result,   ///< it was done
  refused,  ///< a business rule said no; the transaction was rolled back
  asks,     ///< a warning: done when it is accepted and the call repeated; until then rolled back
  race,     ///< another transaction was quicker; rolled back, may be repeated at once
  fault,    ///< an exception inside the server; rolled back
  session,  ///< no session, or an expired one; nothing was begun
  set_up,   ///< no such database, method or interface; nothing was begun
  busy,     ///< the server, or something before it, took no request; nothing was begun
  broken,   ///< no answer of Tryton's: nobody knows what was done
};

struct Answer {
  Kind kind = Kind::broken;
  boost::json::value result;
  std::string text;     ///< the server's own words, or the HTTP status where it had none
  std::string warning;  ///< of `asks`: the name to accept it by
};

Answer read_answer(int status, std::string_view body);

}  // namespace norekey::adapters::tryton
