/// folder: a partner's folders. Files arrive in the inbox, are moved to the archive once they are
/// in the journal, and answers are put into the outbox, whole or not at all. All file I/O runs on
/// a thread of its own. It knows no EDI.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "adapters/files/drop.hpp"
#include "config/partner.hpp"
#include "core/error.hpp"
#include "core/own_thread.hpp"
#include "core/time.hpp"

namespace norekey::flow {

using boost::asio::awaitable;

struct FoundFile {
  std::string name, text;
};

class PartnerFolder {
 public:
  explicit PartnerFolder(const config::Partner& partner);

  /// The oldest file of the inbox that has been left alone for `quiet`; names that begin with a dot
  /// or end in .tmp, .part, .filepart or .writing are somebody's unfinished work. An empty name:
  /// there is none. retry: the folder or the file cannot be read; larger than 200 MB is an error
  /// that names it.
  awaitable<Result<FoundFile>> next();

  /// Moves a taken file to the archive; one of the same name there is kept beside it. Durable on
  /// return. retry: it cannot be moved.
  awaitable<Result<void>> archive(std::string name);

  /// Into the outbox, atomically and durably; what was put there before under the name is not put
  /// again, also where it has been fetched since. retry: no space, no folder.
  awaitable<Result<void>> put(std::string name, std::string text);

  /// For doctor: whether the three folders can be used. retry: one cannot, with a fix.
  awaitable<Result<std::string>> look();

 private:
  awaitable<Result<FoundFile>> finding() const;
  awaitable<Result<void>> moving(std::string name) const;
  awaitable<Result<void>> putting(std::string name, std::string text) const;
  awaitable<Result<std::string>> looking() const;

  const config::Partner partner_;
  const adapters::files::Drop outbox_;
  OwnThread thread_;  // last: its tasks use all of the above
};

}  // namespace norekey::flow
