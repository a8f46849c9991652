package import Command

/// One notification on its way: what is sent, and where it came from.
package struct Delivery: Equatable, Sendable {
  /// The `webhook-id`.
  package var id: String
  /// What is sent.
  package var body: [UInt8]
  /// The line as it came, where somebody may want it back.
  package var line: [UInt8]?
  package var place: Place
  /// A digest of its account and customer; nil where it names none, or nobody asked.
  package var customer: Int64?

  package init(id: String, body: [UInt8], line: [UInt8]? = nil, place: Place) {
    self.id = id
    self.body = body
    self.line = line
    self.place = place
  }
}
