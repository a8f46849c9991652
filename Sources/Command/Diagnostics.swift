import Streams

/// What a command says on standard error, in the form of the GNU standards.
package struct Diagnostics {
  /// The command's name, which begins every line.
  package let program: String
  package var isQuiet = false
  package var isVerbose = false

  /// How many refusals were counted; not all of them were printed.
  package private(set) var rejected = 0
  /// How many were printed, and whether the last one was.
  private var told = 0
  private var wasTold = false

  private let say: @Sendable (String) -> Void

  /// Says everything with `say`, a line at a time.
  package init(program: String, say: @escaping @Sendable (String) -> Void) {
    self.program = program
    self.say = say
  }

  /// Says everything on standard error.
  package init(program: String) { self.init(program: program) { StandardDescriptors.say($0) } }

  /// So many refusals are printed in full; from there on one at every power of ten.
  private static let full = 20

  /// Counts a refused record, and prints it unless there were too many, or it says nothing new.
  package mutating func reject(
    _ message: String, input: String, line: Int, column: Int, isNew: Bool = true
  ) {
    rejected += 1
    wasTold = isNew && (told < Self.full || Self.isPowerOfTen(rejected))
    guard wasTold else { return }
    told += 1
    put("\(input):\(line):\(column): error: \(Self.shortened(message))")
  }

  /// Says more about the refusal printed last; nothing if that one was not printed.
  package func explain(_ message: String, input: String, line: Int) {
    guard wasTold else { return }
    put("\(input):\(line): note: \(message)")
  }

  /// Says that a record was skipped; only with `--verbose`.
  package func skip(_ reason: String, input: String, line: Int) {
    if isVerbose { put("\(input):\(line): skipped: \(reason)") }
  }

  /// Says what does not stop the run; not with `--quiet`.
  package func warn(_ message: String) {
    if !isQuiet { put("warning: \(message)") }
  }

  /// Says why the run stops, or how it went.
  package func tell(_ message: String) { put(message) }

  /// The last line of a run in which something was refused.
  package func count(of read: Int, _ unit: String) {
    // Several records may stand in one text.
    let what = rejected > read ? "records of \(read) \(unit)" : "of \(read) \(unit)"
    if rejected > 0 { put("\(rejected) \(what) rejected") }
  }

  private func put(_ message: String) {
    say("\(program): \(Printable.escaped(message))\n")
  }

  /// A message may quote the input, which may be long.
  private static func shortened(_ message: String) -> String {
    message.unicodeScalars.count <= 500 ? message : String(message.prefix(480)) + "..."
  }

  static func isPowerOfTen(_ number: Int) -> Bool {
    var rest = number
    while rest >= 10 && rest % 10 == 0 { rest /= 10 }
    return rest == 1
  }
}
