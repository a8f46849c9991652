import Foundation
import TestSupport

/// Runs shell lines on the built programs.
enum Shell {
  struct Result: Equatable {
    var out: [UInt8]
    var err: [UInt8]
    /// As a shell shows it: 128 and the signal's number where a signal ended it.
    var status: Int32
  }

  /// What tells instrumented programs (scripts/sanitize, scripts/coverage) where to write.
  private static let instrumentation = ProcessInfo.processInfo.environment.filter {
    ["ASAN_OPTIONS", "TSAN_OPTIONS", "LLVM_PROFILE_FILE"].contains($0.key)
  }

  /// A sanitizer makes a program many times slower.
  private static let patience =
    ProcessInfo.processInfo.environment["MRR_SANITIZER"] == nil ? 1 : 5

  /// Runs `line` in `folder` with `input` (a path) as standard input; ended after `seconds`.
  static func run(
    _ line: String, in folder: URL, input: String = "/dev/null", seconds: Int = 60
  ) throws -> Result {
    let scratch = try TemporaryFolder("shell")
    let out = try scratch.file("out", "")
    let err = try scratch.file("err", "")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["--kill-after=5", "\(seconds * patience)", "/bin/bash", "-c", line]
    process.currentDirectoryURL = folder
    process.environment = [
      "PATH": Places.programs.path
        + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "LC_ALL": "C", "TZ": "UTC", "HOME": folder.path, "TMPDIR": scratch.path,
    ].merging(instrumentation) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: input))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: out))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: err))
    try process.run()
    process.waitUntilExit()
    let status = process.terminationStatus
    return Result(
      out: [UInt8](try scratch.bytes(of: "out")), err: [UInt8](try scratch.bytes(of: "err")),
      status: process.terminationReason == .uncaughtSignal ? 128 + status : status)
  }
}
