/// tree: interchanges as XML or JSON, written while they are read: nothing is kept but the open
/// loops. docs/edi.md shows both forms; write.hpp reads them back. Used by `edi read`.
#pragma once
#include <ostream>
#include <vector>

#include "edi/report.hpp"

namespace norekey::edi {

/// The shape of the output. Names are pushed and popped; values are UTF-8.
class TreeForm {
 public:
  virtual ~TreeForm() = default;
  virtual void start(std::ostream&) = 0;
  virtual void finish(std::ostream&) = 0;
  virtual void open_interchange(std::ostream&, const Interchange&, const char* newlines) = 0;
  virtual void open(std::ostream&, const char* kind, std::string_view name,
                    std::string_view version) = 0;  ///< "group", "transaction", "loop"
  virtual void close(std::ostream&) = 0;
  virtual void segment(std::ostream&, const Segment&, const Interchange&) = 0;
};

std::unique_ptr<TreeForm> xml_form();
std::unique_ptr<TreeForm> json_form();

class TreeWriter : public Listener {
 public:
  TreeWriter(std::ostream& out, std::unique_ptr<TreeForm> form);
  void finish();  ///< after validate returned

  void begin_interchange(const Interchange&) override;
  void begin_group(const Group&) override;
  void begin_set(const Set&) override;
  void segment(const Segment&, const Walk*, const SetGuide*) override;

 private:
  void close_to(std::size_t depth);
  void move_to(std::uint16_t node, const SetGuide& guide);

  enum class Kind { interchange, group, set, loop };
  std::ostream& out_;
  std::unique_ptr<TreeForm> form_;
  Interchange interchange_;
  std::vector<std::pair<Kind, std::uint16_t>> open_;
  bool waiting_ = false;  ///< the interchange is opened at its first segment
};

}  // namespace norekey::edi
