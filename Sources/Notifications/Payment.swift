package import Command

/// A payment that failed, to be written.
///
/// Its texts are ranges of the bytes that are lent together with it.
package struct Payment: Sendable {
  /// When it failed.
  package var time: Timestamp
  package var invoiceID: Range<Int>
  /// Minor units of the currency: what was due.
  package var amount: Int64
  /// Three lower-case letters.
  package var currency: Range<Int>
  package var failureReason: Range<Int>
  package var attemptCount: Int64
  /// The day it failed on, in the zone of the run.
  package var date: CalendarDate
  /// The customer's MRR at that moment in the payment's currency, in minor units.
  package var currentMRR: Int64

  package init(
    time: Timestamp, invoiceID: Range<Int>, amount: Int64, currency: Range<Int>,
    failureReason: Range<Int>, attemptCount: Int64, date: CalendarDate, currentMRR: Int64
  ) {
    self.time = time
    self.invoiceID = invoiceID
    self.amount = amount
    self.currency = currency
    self.failureReason = failureReason
    self.attemptCount = attemptCount
    self.date = date
    self.currentMRR = currentMRR
  }
}
