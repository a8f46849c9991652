import Billing
import Command

// Streams: records are applied as they come.
extension DetectStage {
  /// The moment at which the stream stands; of a ledger's at least where it stood before.
  var streamClock: Int64 { max(engine.clock, keeper?.clock ?? .min) }

  /// Applies one of the records of a line; it is looked at where it stands, for its size.
  mutating func stream(
    _ records: Span<BillingRecord>, _ index: Int, _ bytes: Span<UInt8>, _ line: Range<Int>,
    at place: Place, into output: inout Output
  ) throws(Rejection) {
    let outcome: Outcome
    switch records[index] {
    case .subscription(let record):
      if record.kind == .bare {
        try streamBare(record, into: &output)
        return
      }
      engine.advance(to: record.time, reader.memory, into: &output)
      outcome = try engine.apply(record, reader.memory)
    case .customer(let record):
      let time = record.time ?? streamClock
      engine.advance(to: time, reader.memory, into: &output)
      outcome = try engine.apply(record, at: time, reader.memory)
      if record.isEmbedded { return }
    case .payment(let payment):
      engine.advance(to: payment.time, reader.memory, into: &output)
      outcome = engine.apply(payment, reader.memory)
    case .charge(let charge):
      describes += 1
      engine.failures.forgetCharges(before: charge.time)
      engine.failures.keep(charge)
      return
    case .description:
      describes += 1
      return
    case .invoice: return
    case .skipped(let reason): outcome = .skipped(reason)
    case .refused(let rejection, let range):
      output.reject(LateRejection(rejection, at: place, text: copy(bytes, range)))
      return
    }
    guard case .skipped(let reason) = outcome else { return }
    output.skip(reason)
    if reason == Engine.late && !hintedAtOrder {
      hintedAtOrder = true
      output.warn(
        "some records came later than newer ones; without --stream the order is no matter")
    }
  }

  /// An object without a time: its own history where it is news, else what is so now.
  private mutating func streamBare(
    _ object: SubscriptionRecord, into output: inout Output
  ) throws(Rejection) {
    var object = object
    let isKnown = engine.entities.subscription(object.subscription) != nil
    let asOf = resolvedAsOf(orElse: nil) ?? max(engine.clock, object.time)
    object.time = asOf
    for step in isKnown ? [object] : BareHistory.records(of: object, asOf: asOf) {
      engine.advance(to: step.time, reader.memory, into: &output)
      if case .skipped(let reason) = try engine.apply(step, reader.memory) { output.skip(reason) }
    }
  }
}
