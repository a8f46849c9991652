import Foundation
import TestSupport

/// A program that was started.
///
/// It has no signal blocked or ignored, whatever thread started it (`Process` would hand on that
/// thread's mask, in which SIGTERM may be blocked).
final class Child {
  let pid: pid_t
  private let output: URL
  private let errors: URL
  private var reaped: Int32?

  init(_ program: URL, _ arguments: [String], _ environment: [String: String], files: URL) throws {
    output = files.appendingPathExtension("out")
    errors = files.appendingPathExtension("err")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (number, file) in [(1, output), (2, errors)] {
      posix_spawn_file_actions_addopen(
        &actions, Int32(number), file.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var every = sigset_t()
    sigemptyset(&none)
    sigfillset(&every)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &every)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let words = ([program.path] + arguments).map { strdup($0) } + [nil]
    let pairs = environment.map { strdup($0.key + "=" + $0.value) } + [nil]
    defer { (words + pairs).forEach { free($0) } }
    var number: pid_t = 0
    let failure = posix_spawn(&number, program.path, &actions, &attributes, words, pairs)
    guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .ENOENT) }
    pid = number
  }

  var isRunning: Bool {
    guard reaped == nil else { return false }
    var status: Int32 = 0
    if waitpid(pid, &status, WNOHANG) == pid { reaped = status }
    return reaped == nil
  }

  func stop(_ signal: Int32 = SIGTERM) {
    if isRunning { kill(pid, signal) }
  }

  /// Waits for its end, which must come within that time; else it is killed.
  func ended(seconds: Double) throws -> Run {
    guard waitFor(seconds: seconds, until: { !isRunning }) else {
      stop(SIGKILL)
      throw Late(what: "the end of a program")
    }
    let raw = reaped ?? 0
    return Run(
      status: raw & 0x7f == 0 ? raw >> 8 & 0xff : 128 + raw & 0x7f,
      signal: raw & 0x7f == 0 ? nil : raw & 0x7f,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }

  deinit {
    guard isRunning else { return }
    kill(pid, SIGKILL)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
  }
}

/// How a program ended, and what it wrote.
struct Run {
  let status: Int32
  let signal: Int32?
  let output: String
  let errors: String
  var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// The processes below one, the nearest first.
func descendants(of pid: pid_t) -> [pid_t] {
  let path = "/proc/\(pid)/task/\(pid)/children"
  let text = (try? String(contentsOf: URL(filePath: path), encoding: .utf8)) ?? ""
  let children = text.split(separator: " ").compactMap { pid_t($0) }
  return children + children.flatMap(descendants)
}

/// A folder of its own for one test, removed with it, as are the programs started in it.
final class Bench {
  private let own: TemporaryFolder
  /// What the programs that are tested take for the temporary folder.
  let temporary: URL
  private var children: [Child] = []

  init() throws {
    own = try TemporaryFolder("scripts")
    temporary = own.url.appending(path: "tmp")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
  }

  // The programs first: they write there.
  deinit { children.removeAll() }

  var folder: URL { own.url }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }

  func write(_ text: String, to name: String, mode: Int = 0o600) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
  }

  func start(
    _ program: URL, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Child {
    var all = ProcessInfo.processInfo.environment
    all["TMPDIR"] = temporary.path
    all["STRIPE_API_KEY"] = nil
    all.merge(environment) { $1 }
    let child = try Child(
      program, arguments, all, files: folder.appending(path: "run-\(children.count)"))
    children.append(child)
    return child
  }

  /// Runs a program to its end, which must come within `seconds`.
  func run(
    _ program: URL, _ arguments: [String], environment: [String: String] = [:],
    seconds: Double = 120
  ) throws -> Run {
    try start(program, arguments, environment: environment).ended(seconds: seconds)
  }

  /// What the programs left in the temporary folder.
  func leftovers() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: temporary.path)
  }
}
