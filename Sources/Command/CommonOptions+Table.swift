extension CommonOptions {
  /// Their rows, which every command's table ends with.
  package static let table: [Option<CommonOptions>] = [
    .value(
      "output", "o", "ADDRESS", "write to ADDRESS instead of standard output",
      details: "A file is emptied first. It may not be one of the inputs.",
      set: { (common, text) throws(UsageError) in common.output = try OptionValue.address(text) }),
    .value(
      "rejects", nil, "ADDRESS", "write bad lines there as they came, byte for byte",
      details: "A file is opened when the first line is rejected, and appended to, so that what "
        + "stands in it can be mended and fed again. It may not be one of the inputs.",
      set: { (common, text) throws(UsageError) in common.rejects = try OptionValue.address(text) }),
    .flag(
      "strict", nil, "stop at the first bad line, with status 65",
      details: "Otherwise a bad line is reported and skipped, and the status at the end is 1.",
      set: { $0.isStrict = true }),
    .value(
      "max-line", nil, "BYTES", "longer lines are bad; 16m unless told",
      details: "A number, alone or with k (1024) or m (1024 k). Such a line is skipped in "
        + "bounded memory.",
      set: { (common, text) throws(UsageError) in
        common.maxLine = try OptionValue.bytes(text, in: 1...(1 << 30))
      }),
    .value(
      "socket-mode", nil, "MODE", "who may connect to a unix-listen: socket; 0600 unless told",
      details: "The permissions of its path as chmod(1) numbers them, in octal: 0660 lets the "
        + "group in, too.",
      set: { (common, text) throws(UsageError) in common.socketMode = try OptionValue.mode(text) }),
    .value(
      "connect-wait", nil, "DURATION",
      "how long to wait for who listens on a socket; 10s unless told",
      details: "A unix: or tcp: address where nobody listens yet is tried again for so long, then "
        + "the status is 69; a listening output waits so long at its end for its first reader.",
      set: { (common, text) throws(UsageError) in
        common.connectMilliseconds = try OptionValue.milliseconds(text)
      }),
    .flag(
      "quiet", "q", "no warnings",
      details: "Errors are still told; data and status stay the same.",
      set: {
        $0.isQuiet = true
        $0.isVerbose = false
      }),
    .flag(
      "verbose", "v", "one line on standard error for each record skipped",
      details: "With the reason; data and status stay the same.",
      set: {
        $0.isVerbose = true
        $0.isQuiet = false
      }),
    .flag(
      "summary", nil, "at the end one JSON line of counts on standard error",
      details: "Records read, skipped by reason, rejected, written, and seconds.",
      set: { $0.wantsSummary = true }),
    .flag(
      "progress", nil, "one updating line on standard error while working",
      details: "On by itself after a second when standard error is a terminal and the output is "
        + "not.",
      set: { $0.wantsProgress = true }),
    Option(
      face: OptionFace(
        name: "help", letter: "h", valueName: nil, summary: "-h: this list; --help: all there is",
        details: ""),
      apply: { (common, spelling) throws(UsageError) in
        common.request = spelling == "-h" ? .shortHelp : .longHelp
      }),
    .flag("version", "V", "print the version", set: { $0.request = .version }),
    Generated.option,
  ]

  /// The rows of those among them that have one of `names`.
  package static func table(only names: Set<String>) -> [Option<CommonOptions>] {
    table.filter { names.contains($0.face.name) }
  }
}
