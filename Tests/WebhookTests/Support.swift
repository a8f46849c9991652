import Foundation
import Streams
import TestSupport

/// A folder of one test's own, with a settings file and the programs run on it.
final class Bench {
  /// The folder of the programs: `MRR_PROGRAMS`, or the one this test program stands in.
  static let programs =
    ProcessInfo.processInfo.environment["MRR_PROGRAMS"]
    ?? Places.programs.path

  private let own: TemporaryFolder
  private var runs = 0

  var folder: String { own.path }

  init() throws {
    // Writing to a program that has ended must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    own = try TemporaryFolder("webhook")
  }

  var settings: String { folder + "/webhook.json" }

  func text(_ name: String) -> String { own.text(name) }

  func write(_ text: String, to name: String) throws { _ = try own.file(name, text) }

  /// The ids of the notifications that were not sent, in the file that the tests give to `--rejects`.
  func kept() -> [String] {
    lines(text("failed.jsonl")).compactMap {
      (object($0)?["meta"] as? [String: Any])?["id"] as? String
    }
  }

  /// What the settings file says.
  func saved() -> [String: Any] { object(text("webhook.json")) ?? [:] }

  /// Starts a command of `mrr-webhook` on the bench's settings file.
  func start(_ command: String, _ arguments: [String] = [], input: String? = nil) throws -> Running
  {
    try start(
      program: Self.programs + "/mrr-webhook", [command, "--settings", settings] + arguments,
      input: input)
  }

  /// Starts any program; its input is a pipe unless `input` is given.
  func start(program: String, _ arguments: [String], input: String?) throws -> Running {
    runs += 1
    let path = folder + "/run-\(runs)"
    if let input { try Data(input.utf8).write(to: URL(filePath: path + ".in")) }
    return try Running(program, arguments, path: path, hasInput: input != nil)
  }

  /// Runs a command of `mrr-webhook` to its end.
  func run(
    _ command: String, _ arguments: [String] = [], input: String = "", seconds: Double = 60
  ) throws -> Running.Result {
    try start(command, arguments, input: input).wait(seconds: seconds)
  }

  /// Runs a line of bash in the folder, the programs first in PATH.
  func shell(_ line: String) throws -> Running.Result {
    let setUp = "cd \(folder) && export PATH=\(Self.programs):$PATH HOME=\(folder) LC_ALL=C && "
    return try start(program: "/bin/bash", ["-c", setUp + line], input: "").wait(seconds: 60)
  }

  /// Enables the receiver at `path`.
  func enable(_ path: String, _ options: [String] = []) throws {
    let result = try run("enable", Receiver.trusting + options + [Receiver.shared.url(path)])
    guard result.status == 0 else { throw Late(what: "enable: \(result.errors)") }
  }
}

/// A program that was started; at the latest it is ended with the value.
final class Running {
  struct Result {
    /// The exit status, or 128 and the signal's number.
    let status: Int
    let output: String
    let errors: String

    /// One field of every receipt.
    func all(_ key: String) -> [String] {
      output.split(separator: "\n").compactMap { object(String($0)) }.map { "\($0[key] ?? "-")" }
    }
  }

  private var process: ChildProcess
  private let path: String
  private let pipe = Pipe()

  init(_ program: String, _ arguments: [String], path: String, hasInput: Bool) throws {
    self.path = path
    var files: [FileHandle] = []
    for suffix in [".out", ".err"] {
      _ = FileManager.default.createFile(atPath: path + suffix, contents: nil)
      files.append(try FileHandle(forWritingTo: URL(filePath: path + suffix)))
    }
    let input =
      hasInput
      ? try FileHandle(forReadingFrom: URL(filePath: path + ".in"))
      : pipe.fileHandleForReading
    // The other end must not be the program's, or its input would never end.
    _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    var descriptors = ChildProcess.Descriptors()
    descriptors.input = input.fileDescriptor
    descriptors.output = files[0].fileDescriptor
    descriptors.error = files[1].fileDescriptor
    process = try withExtendedLifetime((files, input)) {
      try ChildProcess(starting: program, arguments, descriptors)
    }
    try pipe.fileHandleForReading.close()
  }

  deinit {
    if isRunning { kill(pid, SIGKILL) }
    _ = waitFor(seconds: 5) { !isRunning }
  }

  var pid: Int32 { process.pid }

  var isRunning: Bool {
    process.look()
    return process.ending == nil
  }

  func write(_ text: String) { try? pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

  func closeInput() { try? pipe.fileHandleForWriting.close() }

  func send(_ signal: Int32) { if isRunning { kill(pid, signal) } }

  /// What it wrote so far.
  func outputSoFar() -> String { Self.text(path + ".out") }
  func errorsSoFar() -> String { Self.text(path + ".err") }

  /// Waits for its end, which must come within `seconds`.
  func wait(seconds: Double = 30) throws -> Result {
    guard waitFor(seconds: seconds, until: { !isRunning }) else {
      throw Late(what: "the end of a program: \(errorsSoFar())")
    }
    let status =
      switch process.ending {
      case .status(let number): Int(number)
      case .signal(let number): 128 + Int(number)
      case nil: -1
      }
    return Result(status: status, output: outputSoFar(), errors: errorsSoFar())
  }

  /// The process id of one of the programs that it started; waits for it.
  func child(_ name: String) throws -> Int32 {
    var found: Int32?
    let isThere = waitFor(seconds: 10) {
      let list = Self.text("/proc/\(pid)/task/\(pid)/children")
      found = list.split(separator: " ").compactMap { Int32($0) }.first {
        Self.text("/proc/\($0)/comm") == name + "\n"
      }
      return found != nil
    }
    guard isThere, let found else { throw Late(what: "the start of \(name)") }
    return found
  }

  static func text(_ path: String) -> String {
    // Files in /proc have no size.
    guard let file = FileHandle(forReadingAtPath: path) else { return "" }
    return String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
  }
}

func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

/// Gives `count` notifications as `mrr-detect` writes them, with ids MARK-1 and so on.
func notifications(_ count: Int, _ mark: String, type: String = "new") -> String {
  (1...count).map { number in
    """
    {"event":"mrr_movement","account_id":null,"customer":{"id":"cus_\(number)","name":"Acme Corp",\
    "email":null,"status":"active"},"movements":[{"type":"\(type)","mrr_change":4900,\
    "currency":"usd","date":"2025-03-15","plan_name":"Pro","subscription_id":"sub_\(number)",\
    "description":"subscribed to Pro","is_future":false}],"meta":{"id":"\(mark)-\(number)",\
    "part":1,"last":true,"at":"2025-03-15T00:00:00Z"}}

    """
  }.joined()
}
