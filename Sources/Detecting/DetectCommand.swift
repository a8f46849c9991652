package import Command
import Streams

/// The command `mrr-detect`: its options, and the stage they make.
package enum DetectCommand {
  /// Runs the command; `arguments` begin with its own name.
  package static func run(_ arguments: [String]) -> ExitStatus {
    program.run(arguments) { (session, options) throws(Ending) in
      returnLargeBlocks()
      try options.checkTogether()
      if options.looks {
        try LedgerReport.run(session, options)
        return
      }
      var options = options
      var keeper: LedgerKeeper?
      if options.ledger != nil || options.initial != nil {
        keeper = try options.openLedger(session)
      }
      var settings = options.settings
      if settings.isStream && settings.readsInvoices {
        throw .failed(
          Failure(.usage, "--basis invoices needs the whole input: leave --stream out"))
      }
      if options.isAsOfNow { settings.asOf = .at(Clock.unixSeconds()) }
      settings.keepsRejects = session.options.rejects != nil
      if settings.usesLocalZone { setLocalZone(options.zone) }
      settings.sourceNames = session.inputs.map(\.inputName)
      var stage = DetectStage(settings, keeper)
      do throws(Ending) {
        try session.run(&stage)
        guard let keeper else { return }
        try session.settleOutput()
        session.noteProgress(turningTo: "saving the ledger")
        try session.calling { () throws(Failure) in try stage.save() }
        if keeper.isNew {
          session.diagnostics.tell(stage.learnt)
          if session.diagnostics.rejected > 0 {
            session.diagnostics.tell(
              "what was rejected is not in the ledger and would come as new: mend it, delete"
                + " \(keeper.path), and make it again")
          }
        }
      } catch {
        keeper?.abandon()
        throw error
      }
    }
  }

  static let program = Program(
    name: "mrr-detect",
    summary: "turns billing records into MRR movements",
    description: [
      "Reads billing records (Stripe events, Stripe objects and list pages, native records, mixed"
        + " and in any order) and writes each movement of a customer's monthly recurring revenue"
        + " as a notification, one a line.",
      "By default the whole input is read before anything is written, so the order of the records"
        + " is no matter. With --stream records are applied as they come.",
    ],
    examples: [
      Example("mrr-detect billing-export.jsonl", "what moved, one movement a line"),
      Example(
        "mrr-detect --account acc_1 --tz Europe/Copenhagen events.jsonl | mrr-group",
        "payloads, with days as Copenhagen tells them"),
      Example("mrr-detect --since 2025-10-01 export.jsonl", "what moved from October on"),
      Example(
        "stripe listen --live --format json --skip-update | mrr-detect --stream",
        "movements while they happen"),
      Example(
        "mrr-detect --init ledger history.jsonl", "learn what there is; nothing is written"),
      Example(
        "mrr-detect --state ledger --again 7d night.jsonl", "each night: what is new since"),
    ],
    options: DetectOptions.table, defaults: DetectOptions(), framing: .texts)
}
