import Foundation
import TestSupport
import Testing

/// Replays the folders in `Cases/STAGE/NAME` on the built programs.
///
/// | file | holds |
/// |---|---|
/// | `cmd` | one shell line (bash), run in a scratch folder, the programs first in PATH |
/// | `in` | standard input; empty without it |
/// | `out`, `err` | what must come, byte for byte; nothing without them |
/// | `status` | the exit status as a shell shows it; 0 without it |
/// | `unsanitized` | why a sanitizer (`MRR_SANITIZER`) makes the case meaningless; then it is skipped |
///
/// Every other file of the folder is copied into the scratch folder. `UPDATE_GOLDEN=1 swift test
/// --filter GoldenTests` writes what comes: such a change goes in a commit of its own whose message
/// says why the new output is right.
@Suite struct GoldenTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Cases")

  /// `STAGE/NAME` of every case.
  static let cases: [String] = {
    let files = FileManager.default
    let stages = (try? files.contentsOfDirectory(atPath: root.path)) ?? []
    return stages.sorted().flatMap { stage in
      let names = (try? files.contentsOfDirectory(atPath: root.appending(path: stage).path)) ?? []
      return names.sorted().map { "\(stage)/\($0)" }
    }
  }()

  private static let isSanitized = ProcessInfo.processInfo.environment["MRR_SANITIZER"] != nil

  @Test func thereAreCases() { #expect(Self.cases.count >= 10) }

  @Test(arguments: cases)
  func golden(_ name: String) throws {
    let folder = Self.root.appending(path: name)
    if Self.isSanitized {
      let reason = read(folder, "unsanitized")
      if !reason.isEmpty { try Test.cancel("\(text(reason))") }
    }
    let line = try String(contentsOf: folder.appending(path: "cmd"), encoding: .utf8)
    let scratch = try TemporaryFolder("pipeline")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where !["cmd", "in", "out", "err", "status", "unsanitized"].contains(file) {
      try FileManager.default.copyItem(
        at: folder.appending(path: file), to: scratch.url.appending(path: file))
    }
    let input = folder.appending(path: "in").path
    let given = FileManager.default.fileExists(atPath: input) ? input : "/dev/null"
    let result = try Shell.run(line, in: scratch.url, input: given)

    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try update(folder, "out", result.out)
      try update(folder, "err", result.err)
      try update(folder, "status", result.status == 0 ? [] : [UInt8]("\(result.status)\n".utf8))
    }
    #expect(text(result.out) == text(read(folder, "out")), "standard output of \(name)")
    #expect(text(result.err) == text(read(folder, "err")), "standard error of \(name)")
    let status = text(read(folder, "status")).trimmingCharacters(in: .whitespacesAndNewlines)
    #expect("\(result.status)" == (status.isEmpty ? "0" : status), "status of \(name)")
  }

  private func read(_ folder: URL, _ file: String) -> [UInt8] {
    (try? Data(contentsOf: folder.appending(path: file))).map { [UInt8]($0) } ?? []
  }

  /// For people: bytes that are no UTF-8 stay distinguishable.
  private func text(_ bytes: [UInt8]) -> String {
    String(validating: bytes, as: UTF8.self) ?? bytes.map { String($0, radix: 16) }.joined()
  }

  private func update(_ folder: URL, _ file: String, _ bytes: [UInt8]) throws {
    let place = folder.appending(path: file)
    if bytes.isEmpty {
      try? FileManager.default.removeItem(at: place)
    } else {
      try Data(bytes).write(to: place)
    }
  }
}
