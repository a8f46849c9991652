import Foundation

/// Runs shell lines on the built programs.
enum Shell {
  struct Result: Equatable {
    var out: [UInt8]
    var err: [UInt8]
    /// As a shell shows it: 128 and the signal's number where a signal ended it.
    var status: Int32
  }

  /// The folder of the built programs: the one this test program stands in.
  static let programs = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().path

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
    let scratch = try makeFolder()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let out = scratch.appending(path: "out")
    let err = scratch.appending(path: "err")
    for file in [out, err] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["--kill-after=5", "\(seconds * patience)", "/bin/bash", "-c", line]
    process.currentDirectoryURL = folder
    process.environment = [
      "PATH": programs + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      "LC_ALL": "C", "TZ": "UTC", "HOME": folder.path, "TMPDIR": scratch.path,
    ].merging(instrumentation) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: input))
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    try process.run()
    process.waitUntilExit()
    let status = process.terminationStatus
    return Result(
      out: [UInt8](try Data(contentsOf: out)), err: [UInt8](try Data(contentsOf: err)),
      status: process.terminationReason == .uncaughtSignal ? 128 + status : status)
  }

  /// An empty folder, the caller's to remove.
  static func makeFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mrr-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
