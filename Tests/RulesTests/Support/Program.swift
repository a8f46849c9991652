import Foundation
import TestSupport

/// The built programs, run as a shell would run them.
enum Program {
  struct Result: Sendable {
    var output: [UInt8]
    var errors: String
    /// The exit status, or 128 + the signal's number.
    var status: Int32

    var lines: [String] {
      String(decoding: output, as: UTF8.self).split(separator: "\n").map { String($0) }
    }
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// What `mrr-detect --help` says: which options are there yet.
  static let detectHelp: String = {
    let result = try? inFolder { try run("mrr-detect", ["--help"], [], in: $0) }
    return result.map { String(decoding: $0.output, as: UTF8.self) } ?? ""
  }()

  /// Calls `body` with a new empty folder, and removes it.
  static func inFolder<T>(_ body: (String) throws -> T) throws -> T {
    let folder = try TemporaryFolder("rules")
    return try withExtendedLifetime(folder) { try body(folder.path) }
  }

  /// Runs one program to its end, at most `seconds` long, with files for its three streams.
  static func run(
    _ name: String, _ arguments: [String], _ input: [UInt8], in folder: String,
    seconds: Double = 120
  ) throws -> Result {
    let paths = ["in", "out", "err"].map { "\(folder)/\(name).\($0)" }
    try Data(input).write(to: URL(fileURLWithPath: paths[0]))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let written = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, paths[0], O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, paths[1], written, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, paths[2], written, 0o600)

    let words = [Places.programs.path + "/" + name] + arguments
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for word in argv { free(word) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, words[0], &actions, nil, &argv, environ)
    guard code == 0 else { throw Failure(description: "cannot start \(words[0]): \(code)") }
    let status = try wait(for: pid, name, seconds)
    return Result(
      output: [UInt8](FileManager.default.contents(atPath: paths[1]) ?? Data()),
      errors: String(
        decoding: FileManager.default.contents(atPath: paths[2]) ?? Data(), as: UTF8.self),
      status: status)
  }

  private static func wait(for pid: pid_t, _ name: String, _ seconds: Double) throws -> Int32 {
    var status: Int32 = 0
    var pause: UInt32 = 200
    let deadline = Date().addingTimeInterval(seconds)
    while waitpid(pid, &status, WNOHANG) == 0 {
      if Date() > deadline {
        kill(pid, SIGKILL)
        waitpid(pid, &status, 0)
        throw Failure(description: "\(name) did not end within \(seconds) s")
      }
      usleep(pause)
      pause = min(pause * 2, 10_000)
    }
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  }
}
