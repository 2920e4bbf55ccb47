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
      {"parts",
       R"({"anyOf":[{"type":["string","array"]},{"type":"object","properties":{"by":{"type":["string","array"]},"charges":{"enum":["first","spread"]}},"required":["by"],"additionalProperties":false}]})",
       "what splits one order into several ERP orders"},
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
      {"allocate",
       R"({"anyOf":[{"type":"string"},{"type":"object","properties":{"amount":{"type":"string"},"over":{"type":"string"},"digits":{"type":"integer","minimum":0}},"required":["amount"],"additionalProperties":false}]})",
       "this node's part of an amount that belongs to all nodes of its group: `{ amount: "
       "../charge/amount, over: amount, digits: 2 }`; where all weights are 0, in equal parts"},
      {"sequence",
       R"({"anyOf":[{"type":["string","number"]},{"type":"object","properties":{"name":{"type":["string","number"]},"start":{"type":"integer"},"by":{"type":"integer"}},"required":["name"],"additionalProperties":false}]})",
       "counts what is written: `{ name: lines, start: 1000, by: 1000 }`; groups that give the "
       "same name count on"},
      {"create",
       R"({"type":"object","properties":{"lookup":{"type":["string","number"]},"key":{"type":["string","array"]},"code":{"type":["string","number"]}},"required":["lookup","key","code"],"additionalProperties":false})",
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

const std::vector<Key>& format_keys() {
  static const std::vector<Key> all = {
      {"format", R"({"enum":["xml","json","json-lines","csv","fixed","key-value","sql"]})",
       "how the text is written"},
      {"charset", R"({"enum":["utf-8","ascii","latin-1","windows-1252","ebcdic-037"]})",
       "of the bytes; absent: utf-8"},
      {"separator", kKeyText, "csv: one character, or tab; absent: a comma"},
      {"quote", R"({"enum":["needed","always","never"]})",
       "csv: which fields stand in quotes. never: a value with the separator or a line break is an "
       "error, squeeze makes blanks of tabs and line breaks"},
      {"header", kKeyFlag, "csv: no where the first row is no header"},
      {"short_rows", kKeyFlag, "csv: yes where rows may leave out empty fields at their end"},
      {"row", kKeyText, "csv: the element that a row becomes; absent: its record's name, or row"},
      {"group", kKeyTexts,
       "csv: columns; neighbouring rows with the same values in them are one document"},
      {"begins", kKeyText, "csv, fixed: the record that begins the next document"},
      {"bom", kKeyFlag, "csv: yes writes a byte order mark"},
      {"line_end", R"({"enum":["lf","crlf","none"]})", "of what is written; none: no line ends"},
      {"decimal", R"({"enum":[",","."]})", "csv: the decimal mark of number columns"},
      {"declaration", kKeyFlag, "xml: no leaves out <?xml … ?>"},
      {"namespaces", kKeyObject,
       "xml: prefix to namespace; `default` has no prefix. What is read has these prefixes too"},
      {"lists", kKeyTexts, "json: elements that are lists also where there is one or none"},
      {"numbers", kKeyTexts, "json: elements that are written as numbers"},
      {"records",
       R"({"type":"object","additionalProperties":{"type":"object","additionalProperties":{"anyOf":[{"type":"integer","minimum":1},{"$ref":"#/$defs/column"}]}}})",
       "each element with its columns: `CUST: 8`, or a column with the keys below"},
  };
  return all;
}

const std::vector<Key>& column_keys() {
  static const std::vector<Key> all = {
      {"width", R"({"type":"integer","minimum":1})",
       "fixed: its characters, of packed its bytes; else the most characters"},
      {"type", R"({"enum":["text","number","zoned","overpunch","packed"]})",
       "how its characters make a number"},
      {"decimals", R"({"type":"integer","minimum":0})",
       "digits behind a point that is not written"},
      {"align", R"({"enum":["left","right"]})", "on which side the value stands"},
      {"pad", kKeyText, "what fills it up: one character"},
      {"value", kKeyText, "a constant; tells records apart when they are read"},
      {"required", kKeyFlag, "yes: no value is an error"},
  };
  return all;
}

}  // namespace norekey::mapping
