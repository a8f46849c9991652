package import Command
import Streams

/// The command `mrr-detect`: its options, and the stage they make.
package enum DetectCommand {
  /// Runs the command; `arguments` begin with its own name.
  package static func run(_ arguments: [String]) -> ExitStatus {
    program.run(arguments) { (session, options) throws(Ending) in
      var settings = options.settings
      if settings.isStream && settings.readsInvoices {
        throw .failed(
          Failure(.usage, "--basis invoices needs the whole input: leave --stream out"))
      }
      if options.isAsOfNow { settings.asOf = .at(Clock.unixSeconds()) }
      settings.keepsRejects = session.options.rejects != nil
      if let zone = options.zone { setLocalZone(zone) }
      settings.sourceNames = session.inputs.map(\.inputName)
      var stage = DetectStage(settings)
      try session.run(&stage)
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
    ],
    options: DetectOptions.table, defaults: DetectOptions(), framing: .texts)
}

/// The values of `mrr-detect`'s options as they were written.
struct DetectOptions: Sendable {
  var settings = DetectSettings()
  var isAsOfNow = false
  var isWindowGiven = false
  /// The zone of `--tz`; nil for UTC.
  var zone: String?

  static let table: [Option<DetectOptions>] = [
    .flag(
      "stream", nil, "apply records as they come, in the order of time",
      details: "For input that does not end, or is in order already. Memory does not grow with the"
        + " input. A batch closes by the time of later records, or when the input was idle for as"
        + " long as the window."
    ) { options in
      options.settings.isStream = true
      if !options.isWindowGiven { options.settings.windowMilliseconds = 5000 }
    },
    .value(
      "window", nil, "DURATION", "what occurs within it belongs together (60m; with --stream, 5s)",
      details: "0 means the same second."
    ) { (options, text) throws(UsageError) in
      options.settings.windowMilliseconds = Int64(try OptionValue.milliseconds(text))
      options.isWindowGiven = true
    },
    .value("tz", nil, "ZONE", "the zone that calendar days are told in (UTC)") {
      (options, text) throws(UsageError) in
      options.zone = try ZoneName.checked(text)
      options.settings.usesLocalZone = options.zone != nil
    },
    .value("account", nil, "ID", "the account_id of the payloads (null)") {
      (options, text) throws(UsageError) in
      if text.isEmpty { throw UsageError("expected an id") }
      options.settings.account = [UInt8](text.utf8)
    },
    .value(
      "as-of", nil, "TIME",
      "when the export was taken: a time or now (the newest time of the input)",
      details: "It dates changes of objects without a date of their own, and discounts that end"
        + " by then end without a record."
    ) { (options, text) throws(UsageError) in
      options.isAsOfNow = text == "now"
      if !options.isAsOfNow { options.settings.asOf = .at(try OptionValue.time(text).seconds) }
    },
    .value(
      "since", nil, "TIME", "write only what occurred from then on; earlier records still count"
    ) {
      (options, text) throws(UsageError) in
      options.settings.since = try OptionValue.time(text).seconds
    },
    .value(
      "livemode", nil, "true|false", "take only live, or only test-mode records (both)",
      choices: ["true", "false"]
    ) { (options, text) throws(UsageError) in
      options.settings.livemode = try OptionValue.choice(text, [("true", true), ("false", false)])
    },
    .value(
      "basis", nil, "BASIS", "take MRR from subscriptions, or from paid invoices (subscriptions)",
      details: "For systems without subscription objects: subscriptions are put together from"
        + " invoice lines, and end when no further period is billed.",
      choices: ["subscriptions", "invoices"]
    ) { (options, text) throws(UsageError) in
      options.settings.readsInvoices = try OptionValue.choice(
        text, [("subscriptions", false), ("invoices", true)])
    },
    .value(
      "grace", nil, "DURATION",
      "with --basis invoices: how late the next period may begin (3d)"
    ) { (options, text) throws(UsageError) in
      options.settings.graceMilliseconds = Int64(try OptionValue.milliseconds(text))
    },
    .flag("explain", nil, "add meta.why to each movement: the record and the arithmetic behind it")
    {
      $0.settings.explains = true
    },
  ]
}

/// Checks a zone's name: libc takes UTC for one it does not know, and says nothing.
enum ZoneName {
  /// The name to give to libc; nil for UTC itself.
  static func checked(_ name: String) throws(UsageError) -> String? {
    if name == "UTC" { return nil }
    let isPlain = name.utf8.allSatisfy { byte in
      byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10 || "_-+/".utf8.contains(byte)
    }
    guard isPlain, !name.isEmpty, !name.hasPrefix("/"), !name.hasSuffix("/") else {
      throw UsageError("expected a zone such as Europe/Copenhagen, found \"\(name)\"")
    }
    guard exists("\(folder)/UTC") || exists("\(folder)/Etc/UTC") else {
      throw UsageError("this machine has no zone database; install tzdata")
    }
    guard exists("\(folder)/\(name)") else {
      throw UsageError("no zone \"\(name)\" in \(folder)")
    }
    return name
  }

  private static let folder = "/usr/share/zoneinfo"

  private static func exists(_ path: String) -> Bool {
    guard let status = try? FileStatus(at: path) else { return false }
    return status.kind == .regular
  }
}
