import Foundation
import TestSupport
import Testing

/// The experiments of `scripts/` in a short form: kills, power cuts, a backlog.
///
/// They run one after the other: each makes many processes.
@Suite(.serialized) struct QueuePromiseTests {
  private func run(_ script: String, _ options: [String]) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments =
      ["--kill-after=5", "240", Places.repository.path + "/scripts/\(script)"]
      + [Places.programs.path] + options
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    print("\(script) \(options.joined(separator: " "))\n\(text)")
    return (process.terminationStatus, text)
  }

  @Test func killsAtWrites() throws {
    let seed = Int(Date().timeIntervalSince1970)
    let result = try run("kills", ["--points", "80", "--seed", "\(seed)"])
    #expect(result.status == 0, "\(result.text)")
    #expect(result.text.contains(" of 80 tried, 0 promises broken"))
  }

  @Test func killsUnderLoad() throws {
    let result = try run("kills", ["--random", "6", "--lines", "1500"])
    #expect(result.status == 0, "\(result.text)")
  }

  @Test(arguments: [["--error", "EIO"], ["--error", "ENOSPC", "--lasting"]])
  func errorsOfTheDisk(_ options: [String]) throws {
    let result = try run("kills", options + ["--points", "25"])
    #expect(result.status == 0, "\(result.text)")
  }

  @Test func powerCuts() throws {
    let result = try run("powercut", ["--states", "30"])
    #expect(result.status == 0, "\(result.text)")
    #expect(result.text.contains("240 power cuts, 0 promises broken"))
  }

  /// Where the disk is not told to keep what it was given, the same test must find it.
  @Test(arguments: ["all", "journal", "file"]) func powerCutsCanFail(_ which: String) throws {
    let result = try run(
      "powercut", ["--states", "40", "--only", "ordering", "--ignore-syncs", which])
    #expect(result.status == 1, "\(result.text)")
    #expect(!result.text.contains(", 0 promises broken"))
  }

  @Test(.unsanitized("what is freed is kept for a while, so memory grows"))
  func aBacklog() throws {
    let result = try run("backlog", ["--rows", "12000", "--seconds", "14"])
    #expect(result.status == 0, "\(result.text)")
    #expect(result.text.contains("all good"))
  }
}
