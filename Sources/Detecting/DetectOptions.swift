import Command

/// The values of `mrr-detect`'s options as they were written.
struct DetectOptions: Sendable {
  var settings = DetectSettings()
  var isAsOfNow = false
  /// The zone of `--tz`.
  var zone = "UTC"
  /// The options that a ledger fixes, with the values they were given.
  var given: [String: String] = [:]
  /// The ledger's file: of `--state`, or of `--init`.
  var ledger: String?
  var initial: String?
  /// How far back `--again` goes, in milliseconds.
  var again: Int?
  var isShown = false
  var isChecked = false
  /// How long to wait for another process that holds the ledger, in milliseconds.
  var patience = 0

  static let table: [Option<DetectOptions>] = [
    .flag(
      "stream", nil, "apply records as they come, in the order of time",
      details: "For input that does not end, or is in order already. Memory does not grow with the"
        + " input. A batch closes by the time of later records, or when the input was idle for as"
        + " long as the window."
    ) { options in
      options.settings.isStream = true
      if options.given["window"] == nil { options.settings.windowMilliseconds = 5000 }
    },
    .value(
      "window", nil, "DURATION", "what occurs within it belongs together (60m; with --stream, 5s)",
      details: "0 means the same second."
    ) { (options, text) throws(UsageError) in
      options.settings.windowMilliseconds = Int64(try OptionValue.milliseconds(text))
      options.given["window"] = OptionValue.text(milliseconds: options.settings.windowMilliseconds)
    },
    .value("tz", nil, "ZONE", "the zone that calendar days are told in (UTC)") {
      (options, text) throws(UsageError) in
      options.zone = try ZoneName.checked(text) ?? "UTC"
      options.settings.usesLocalZone = options.zone != "UTC"
      options.given["tz"] = options.zone
    },
    .value("account", nil, "ID", "the account_id of the payloads (null)") {
      (options, text) throws(UsageError) in
      if text.isEmpty { throw UsageError("expected an id") }
      options.settings.account = [UInt8](text.utf8)
      options.given["account"] = text
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
      options.given["livemode"] = text
    },
    .value(
      "basis", nil, "BASIS", "take MRR from subscriptions, or from paid invoices (subscriptions)",
      details: "For systems without subscription objects: subscriptions are put together from"
        + " invoice lines, and end when no further period is billed.",
      choices: ["subscriptions", "invoices"]
    ) { (options, text) throws(UsageError) in
      options.settings.readsInvoices = try OptionValue.choice(
        text, [("subscriptions", false), ("invoices", true)])
      options.given["basis"] = text
    },
    .value(
      "grace", nil, "DURATION",
      "with --basis invoices: how late the next period may begin (3d)"
    ) { (options, text) throws(UsageError) in
      options.settings.graceMilliseconds = Int64(try OptionValue.milliseconds(text))
      options.given["grace"] = OptionValue.text(milliseconds: options.settings.graceMilliseconds)
    },
    .value(
      "state", nil, "FILE", "remember customers in this ledger, and write only what is new",
      details: "It must be there: --init makes it. It is changed only when all output was written."
    ) { (options, text) throws(UsageError) in
      options.ledger = try Self.path(text)
    },
    .value(
      "init", nil, "FILE", "make a ledger of the input; no movement is written",
      details: "Says what it learnt, to be compared with what you know. --window, --tz, --account,"
        + " --basis, --grace and --livemode are fixed with it."
    ) { (options, text) throws(UsageError) in
      options.initial = try Self.path(text)
    },
    .value(
      "again", nil, "DURATION",
      "with --state: first write again what was written within that time",
      details: "For a queue behind it, which drops what it has: nights on which something failed"
        + " further down are made good. Lines are kept for 30 days."
    ) { (options, text) throws(UsageError) in
      options.again = try OptionValue.milliseconds(text)
    },
    .flag(
      "show", nil, "with --state: what the ledger knows, as JSON lines; of the CUSTOMERs named"
    ) {
      $0.isShown = true
    },
    .flag("check", nil, "with --state: check that the ledger's sums agree (70 if they do not)") {
      $0.isChecked = true
    },
    .value(
      "wait", nil, "DURATION", "how long to wait for another process that has the ledger (0s)"
    ) { (options, text) throws(UsageError) in
      options.patience = try OptionValue.milliseconds(text)
    },
    .flag("explain", nil, "add meta.why to each movement: the record and the arithmetic behind it")
    {
      $0.settings.explains = true
    },
  ]

  private static func path(_ text: String) throws(UsageError) -> String {
    if text.isEmpty { throw UsageError("expected a file") }
    return text
  }
}
