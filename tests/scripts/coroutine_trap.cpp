/// What `./dev check deep` must find: each line that says so, and no other. It is parsed, never
/// built.
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>
using boost::asio::awaitable;
struct Entry {
  std::string a;
  int b = 0;
};
struct WithConstructor {
  explicit WithConstructor(std::string s) : a(std::move(s)) {}
  std::string a;
};
awaitable<void> take(Entry);
awaitable<void> call(std::function<void()>);
awaitable<void> list(std::vector<std::string>);
awaitable<void> con(WithConstructor);
awaitable<void> text(std::string, std::string_view);
// The default argument is made where it is used: at the call below.
awaitable<void> optional(int, Entry entry = {});  // trap
awaitable<void> map(std::map<std::string, std::string>);
awaitable<void> fine(std::string s) {
  Entry e{s, 1};
  co_await take(std::move(e));
  co_await con(WithConstructor(s));
  co_await list({"a", s});
  co_await list({});
  co_await text(s + "x", "y");
  co_await map({{"a", s}});
  co_await call([] {});
}
awaitable<void> bad(std::string s) {
  co_await take(Entry{s, 1});       // trap
  co_await take({s, 1});            // trap
  co_await take({.a = s});          // trap
  co_await call([s] { (void)s; });  // trap
  co_await call([&] { (void)s; });  // trap
  co_await optional(1);             // trap
}
