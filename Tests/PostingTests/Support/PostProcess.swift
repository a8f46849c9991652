import Foundation
import TestSupport

/// The built `mrr-post`, run with the receiver's authority and loopback permitted unless told
/// otherwise.
final class PostProcess {
  struct Result {
    /// The exit status, or 128 and the signal's number.
    let status: Int
    let output: String
    let errors: String

    var receipts: [[String: Any]] {
      output.split(separator: "\n").compactMap { object(String($0)) }
    }

    /// One field of every receipt, as text.
    func all(_ key: String) -> [String] {
      receipts.map { $0[key].map { "\($0)" } ?? "-" }
    }
  }

  static let trusting = ["--ca", Receiver.shared.authority, "--allow-net", "127.0.0.0/8"]

  let process = Process()
  let input = Pipe()
  private let folder: TemporaryFolder

  /// Starts the program; its input is a pipe unless `text` is given, its output a file unless
  /// `output` is.
  ///
  /// `wrapper` is a command that runs the one behind it, found in `PATH`.
  init(
    _ arguments: [String], text: String? = nil, environment: [String: String] = [:],
    output: Any? = nil, wrapper: [String] = []
  ) throws {
    // Writing to a program that has ended must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    folder = try TemporaryFolder("post")
    let program = Places.programs.appending(path: "mrr-post")
    process.executableURL = wrapper.isEmpty ? program : URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = (wrapper.isEmpty ? [] : wrapper + [program.path]) + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let text {
      process.standardInput = FileHandle(forReadingAtPath: try folder.file("in", text))
    } else {
      process.standardInput = input
    }
    process.standardOutput = try output ?? Self.file(folder.file("out"))
    process.standardError = try Self.file(folder.file("err"))
    try Self.withSignalsUnblocked { try process.run() }
    try input.fileHandleForReading.close()
  }

  /// The threads of tests block signals, and what they start inherits that.
  private static func withSignalsUnblocked(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  private static func file(_ path: String) throws -> FileHandle {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }

  func write(_ text: String) { try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

  func closeInput() { try? input.fileHandleForWriting.close() }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Kills it; a wrapper's program first, for whose end `Process` would wait as well.
  private func end() {
    let pid = process.processIdentifier
    for child in Self.text("/proc/\(pid)/task/\(pid)/children").split(separator: " ") {
      if let child = pid_t(child) { kill(child, SIGKILL) }
    }
    send(SIGKILL)
  }

  /// The receipts so far.
  func outputSoFar() -> String { folder.text("out") }

  /// Waits for the end, at most `seconds`; then ends it.
  func wait(seconds: Double = 60) -> Result {
    let deadline = Date() + seconds
    while process.isRunning && Date() < deadline { usleep(5000) }
    if process.isRunning { end() }
    process.waitUntilExit()
    let base = process.terminationReason == .uncaughtSignal ? 128 : 0
    return Result(
      status: base + Int(process.terminationStatus), output: outputSoFar(),
      errors: folder.text("err"))
  }

  private static func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }

  /// Runs it over `input` to its end.
  static func run(
    _ arguments: [String], _ input: String = "", environment: [String: String] = [:],
    wrapper: [String] = []
  ) throws -> Result {
    try PostProcess(arguments, text: input, environment: environment, wrapper: wrapper).wait()
  }

  /// Runs it against the receiver at `path`.
  static func run(
    to path: String, _ options: [String] = [], input: String, kind: String = "good"
  ) throws -> Result {
    try run(trusting + options + [Receiver.shared.url(path, kind)], input)
  }
}

/// The lines of a text, each with its end: to Swift `\r\n` is one character, and no line end.
func lines(_ text: String) -> [String] {
  var lines: [String] = []
  var rest = text.utf8[...]
  while let end = rest.firstIndex(of: 10) {
    lines.append(String(Substring(rest[...end])))
    rest = rest[rest.index(after: end)...]
  }
  return rest.isEmpty ? lines : lines + [String(Substring(rest))]
}

/// Gives `count` notifications, whose ids are n1, n2 and so on.
func notifications(_ count: Int) -> String {
  (1...count).map { #"{"n":\#($0),"meta":{"id":"n\#($0)"}}"# + "\n" }.joined()
}
