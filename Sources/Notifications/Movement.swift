package import Command

/// One change of a customer's MRR, to be written.
///
/// Its texts are ranges of the bytes that are lent together with it.
package struct Movement: Sendable {
  /// What kind of change it is.
  package var type: MovementType
  /// Minor units of the currency; positive for growth.
  package var mrrChange: Int64
  /// Three lower-case letters.
  package var currency: Range<Int>
  package var date: CalendarDate
  package var planName: Range<Int>
  package var subscriptionID: Range<Int>
  package var description: Range<Int>
  package var isFuture: Bool

  package init(
    type: MovementType, mrrChange: Int64, currency: Range<Int>, date: CalendarDate,
    planName: Range<Int>, subscriptionID: Range<Int>, description: Range<Int>, isFuture: Bool
  ) {
    self.type = type
    self.mrrChange = mrrChange
    self.currency = currency
    self.date = date
    self.planName = planName
    self.subscriptionID = subscriptionID
    self.description = description
    self.isFuture = isFuture
  }
}
