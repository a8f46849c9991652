import Billing
package import Command
package import JSONText
package import Streams

/// Turns billing records into movements: reads them, orders them, and has the engine apply them.
package struct DetectStage: Stage, ~Copyable {
  let settings: DetectSettings
  var reader: BillingReader
  var engine: Engine
  var store = RecordStore()
  /// What one text held.
  private var records: [BillingRecord] = []
  /// The next record to apply once the input has ended; nil before.
  var position: Int?
  var asOf: Int64?
  var describes = 0
  var hintedAtOrder = false
  /// Whether any text was read that is no bad one.
  var hasRead = false
  /// What remembers customers between runs; nil without a ledger.
  let keeper: LedgerKeeper?
  /// What invoices bill, once it was put together (`--basis invoices`).
  var history: InvoiceHistory?
  /// Why the ledger cannot be read any more; to be thrown as soon as that may be.
  var failure: Failure?
  /// When the ledger was last saved, in milliseconds of the monotonic clock.
  var savedAt = Clock.monotonicMilliseconds()
  /// The lines that were written again, and the number of the last one.
  var repeated = 0
  var lastRepeated: Int64 = 0
  /// See ``Stage``.
  package var isBegun = false
  /// Whether open batches stay open at the end: they are the ledger's.
  private var keepsBatchesOpen = false
  /// How large the pool may become before what is of no more use is left behind.
  var nextCompaction = 65_536

  /// The settings' zone must be the process's by now.
  package init(_ settings: DetectSettings) { self.init(settings, nil) }

  init(_ settings: DetectSettings, _ keeper: LedgerKeeper?) {
    self.settings = settings
    self.keeper = keeper
    reader = BillingReader(
      livemode: settings.livemode, readsInvoices: settings.readsInvoices,
      remembersEvents: !settings.isStream)
    reader.memory.catalog.tracksChanges = settings.remembers
    engine = Engine(settings)
  }

  package var needsWholeInput: Bool { !settings.isStream }

  package var idleMilliseconds: Int? {
    settings.isStream ? Int(max(1, settings.windowMilliseconds)) : nil
  }

  package var figures: [Figure] {
    [
      Figure("applied", engine.applied), Figure("described", describes),
      Figure("opened", engine.opened), Figure("customers", engine.customers.count),
      Figure("unpaid_failures", engine.failures.unpaid),
    ] + (settings.again == nil ? [] : [Figure("repeated", repeated)])
  }

  package var lineScan: (@Sendable () -> any LineScan)? { { BillingScan() } }

  package mutating func consume(
    _ bytes: Span<UInt8>, _ line: Range<Int>, at place: Place, into output: inout Output
  ) throws(Rejection) {
    prepareForRecords()
    try reader.read(bytes, line, at: place, into: &records)
    try takeRecords(bytes, line, at: place, into: &output)
  }

  package mutating func consume(
    _ bytes: Span<UInt8>, _ line: Range<Int>, scanned found: Span<JSONFound>,
    notes: Span<ScanNote>, sort: Int, at place: Place, into output: inout Output
  ) throws(Rejection) {
    prepareForRecords()
    try reader.read(bytes, scanned: found, notes: notes, sort: sort, at: place, into: &records)
    try takeRecords(bytes, line, at: place, into: &output)
  }

  private mutating func prepareForRecords() {
    records.removeFew()
    if settings.isStream && reader.memory.pool.itemCount >= nextCompaction {
      engine.compact(&reader.memory)
      nextCompaction = 2 * reader.memory.pool.itemCount + 65_536
    }
    if settings.isStream {
      reader.undated =
        resolvedAsOf(orElse: nil) ?? max(streamClock, reader.newest ?? .min)
    }
  }

  private mutating func takeRecords(
    _ bytes: Span<UInt8>, _ line: Range<Int>, at place: Place, into output: inout Output
  ) throws(Rejection) {
    hasRead = true
    if !reader.warnings.isEmpty {
      for sentence in reader.warnings { output.warn(sentence) }
      reader.warnings.removeAll()
    }
    // Taken out, so that none of them is copied.
    var records: [BillingRecord] = []
    swap(&records, &self.records)
    defer { swap(&records, &self.records) }
    for index in records.indices {
      if settings.isStream {
        // Without a ledger there is nobody to meet: not even a copy is made.
        if keeper != nil {
          do throws(Failure) { try meet(records[index]) } catch { failure = failure ?? error }
        }
        // What could not be read must not be guessed: the run ends at its next pause.
        if failure != nil { return }
        try stream(records.span, index, bytes, line, at: place, into: &output)
      } else {
        keep(records.span, index, bytes, line, at: place, into: &output)
      }
    }
  }

  package mutating func pause(into output: inout Output) throws(Failure) {
    if let failure { throw failure }
  }

  package mutating func noteStop() { keepsBatchesOpen = keeper != nil && settings.isStream }

  package mutating func idle(into output: inout Output) throws(Failure) {
    engine.closeAll(reader.memory, into: &output)
  }

  package var isFinished: Bool { position == nil || position == store.order.count + 1 }

  package mutating func finish(into output: inout Output) throws(Failure) {
    if let failure { throw failure }
    if settings.isStream {
      if keepsBatchesOpen { return }
      let end = max(resolvedAsOf(orElse: nil) ?? .min, engine.clock)
      try keeper?.bringInDue(until: end, &engine, &reader.memory)
      try settleArrived()
      engine.finish(at: end, reader.memory, into: &output)
      return
    }
    if position == nil { try prepare(into: &output) }
    applyOrdered(into: &output)
  }

  /// The moment the export was taken; nil where nothing tells it.
  func resolvedAsOf(orElse newest: Int64?) -> Int64? {
    switch settings.asOf {
    case .newest: newest
    case .at(let time): time
    }
  }
}
