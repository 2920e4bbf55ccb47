/// A partner's guide: any bytes give findings with a place, or a guide that a document can be held
/// against.
#include "edi/validate.hpp"
#include "flow/partners/guide_file.hpp"
#include "fuzz.hpp"

namespace {

constexpr const char* kDocument =
    "ISA*00*          *00*          *01*0012345678     *ZZ*ACME           "
    "*260310*1200*U*00401*000000101*0*P*>~GS*PO*0012345678*ACME*20260310*1200*101*X*004010~"
    "ST*850*0001~BEG*00*RL*PO-1001**20260310~REF*DP*038~N1*ST*DC 1*92*001~N3*1 MAIN ST~"
    "N1*BY*NORTHWIND~N1*BY*AGAIN~PO1*1*10*EA*1.25**VN*A~SDQ*EA*92*001*10~"
    "SCH*10*EA***002*20260401~PO1*2*1*EA*1~CTT*2~SE*14*0001~GE*1*101~IEA*1*000000101~";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norekey;
  config::Findings findings;
  const auto guide = flow::read_guide(fuzz::text_of(data, size), "g.yaml", findings);
  for (const Error& e : findings.errors) {
    fuzz::must_read_well(e);
    fuzz::must(!e.where.file.empty(), "a finding has a place");
  }
  fuzz::must((guide == nullptr) == !findings.ok(), "a guide without errors, or errors");
  if (!guide) return 0;
  edi::ValidateOptions options;
  options.partner = flow::find_guide({guide});
  edi::Listener listener;
  const auto source = edi::open_text(kDocument);
  fuzz::must(edi::validate(*source, options, listener).has_value(), "a document is read");
  return 0;
}
