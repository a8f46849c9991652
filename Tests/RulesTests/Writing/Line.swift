/// The shape of the Stripe API in which an event is written.
enum API: Sendable, CaseIterable {
  /// 2020-08-27: periods on the subscription, one expanded `discount`, `invoice.subscription`.
  case old
  /// 2025-09-30.clover: periods on the items, discounts as ids, the coupon elsewhere, `parent`.
  case new

  var version: String { self == .old ? "2020-08-27" : "2025-09-30.clover" }
}

/// A piece of input: one record, which may be some lines, and may depend on the API's shape.
struct Line: Sendable, ExpressibleByStringLiteral {
  var text: @Sendable (API) -> String
  var isStripe: Bool

  init(stringLiteral text: String) { self.init(text) }

  init(_ text: String) {
    self.text = { _ in text }
    isStripe = false
  }

  init(stripe text: @escaping @Sendable (API) -> String) {
    self.text = text
    isStripe = true
  }
}

extension Line {
  /// The same record in one shape of the API, whatever shape the row is run in.
  func inShape(_ api: API) -> Line { Line(text(api)) }
}
