/// The one compilation of Asio's functions; in core/ because the PCH makes every file refer to
/// them.
#include <boost/asio/impl/src.hpp>
