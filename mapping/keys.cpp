#include "mapping/keys.hpp"

namespace norekey::mapping {
namespace {

constexpr std::string_view kKeyText = R"({"type":["string","number","boolean"]})",
                           kKeyTexts = R"({"type":["string","array"]})",
                           kKeyFlag = R"({"enum":[true,false,"yes","no","on","off"]})",
                           kKeyObject = R"({"type":"object"})",
                           kKeyFields = R"({"$ref":"#/$defs/fields"})";

}  // namespace

const std::vector<Key>& top_keys() {
  static const std::vector<Key> all = {
      {"mapping", kKeyText, "its name, for people"},
      {"from",
       R"({"enum":["order","order-answer","shipment","invoice","stock","prices","document"]})",
       "what it reads; document: anything"},
      {"source", R"({"anyOf":[{"$ref":"#/$defs/format"},{"$ref":"#/$defs/group"}]})",
       "how the text that it reads is written"},
      {"root", kKeyText, "name of the result; document where absent"},
      {"parts", R"({"type":["string","object"]})", "what splits one order into several ERP orders"},
      {"include", kKeyTexts, "files of named groups, below the same folder"},
      {"groups", kKeyObject, "named groups of fields, for `use`"},
      {"let", kKeyFields, "values under a name: `$name` reads them"},
      {"fields", kKeyFields, "the fields of the result"},
      {"to", R"({"anyOf":[{"$ref":"#/$defs/format"},{"$ref":"#/$defs/group"}]})",
       "how the result is written, and its layout"},
  };
  return all;
}

const std::vector<Key>& source_keys() {
  static const std::vector<Key> all = {
      {"from", kKeyTexts,
       "the text at that path; of several paths in a list, the first that has a text. Several "
       "nodes for one field are an error"},
      {"value", kKeyText, "the text as it stands"},
      {"text", kKeyText, "a text with paths in braces: `\"Web {number}\"`"},
      {"sum", R"({"type":["string","array","object"]})",
       "all nodes of the path (or of several), added exactly; `{ each: line, from: quantity, "
       "times: price }` adds what a rule gives at each node"},
      {"key", kKeyTexts, "the parts of a lookup's key, joined with `/`"},
      {"count", kKeyTexts, "how many nodes"},
      {"join", kKeyTexts, "all nodes' texts, with `with` between them"},
      {"first", R"({"type":"array","items":{"$ref":"#/$defs/rule"}})",
       "a list of rules: the first whose `when` holds and that gives a value. A code that is not "
       "found goes on to the next"},
      {"allocate", R"({"type":["string","object"]})",
       "this node's part of an amount that belongs to all nodes of its group: `{ amount: "
       "../charge/amount, over: amount, digits: 2 }`"},
      {"sequence", R"({"type":["string","object"]})",
       "counts what is written: `{ name: lines, start: 1000, by: 1000 }`; groups that give the "
       "same name count on"},
      {"create", kKeyObject,
       "a code for what is not known yet: `{ lookup: customers, key: [buyer/email], code: "
       "\"W{buyer/login}\" }`; the row is kept, so it is never made twice"},
  };
  return all;
}

const std::vector<Key>& rule_keys() {
  static const std::vector<Key> all = {
      {"when", kKeyText,
       "the field is left out where it does not hold: `po_number`, `not job`, `quantity > 0`, "
       "`uom in ('EA', 'CT')`, `sku ~ '^AB'`, `quantity < {ordered_quantity}`; joined with and, "
       "or, not, parentheses"},
      {"trim", kKeyFlag, "no: keeps blanks at both ends"},
      {"with", kKeyText, "of `join`: what stands between"},
      {"empty", kKeyText, "the value where the source has none; nothing else happens to it then"},
      {"then", R"({"type":"array","items":{"type":"object"}})",
       "a list of further steps, carried out in the order written"},
      {"default", kKeyText,
       "where there is no value, or a lookup or map has no such code. With `default` nothing "
       "parks: use it only where the code does not matter"},
      {"required", kKeyFlag, "yes: no value is an error"},
  };
  return all;
}

const std::vector<Key>& group_keys() {
  static const std::vector<Key> all = {
      {"each", kKeyText, "once for each node of this path"},
      {"at", kKeyText, "the node that the fields are read from; none, and the group is left out"},
      {"when", kKeyText, "the group is left out where it does not hold"},
      {"as", kKeyText, "name of the element; absent: the group's own"},
      {"flat", kKeyFlag, "yes: no element of its own, the fields go into the one around it"},
      {"prefix", kKeyText, "of `use` with `flat`: in front of each field's name"},
      {"let", kKeyFields, "values under a name, for the fields below"},
      {"fields", kKeyFields, "its fields"},
      {"use", kKeyText, "the fields of a named group"},
  };
  return all;
}

}  // namespace norekey::mapping
