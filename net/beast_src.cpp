/// The one compilation of Beast's and Asio-SSL's functions; everyone else sees declarations only.
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
