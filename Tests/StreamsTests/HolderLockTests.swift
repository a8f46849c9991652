import Foundation
import Streams
import TestSupport
import Testing

@Suite struct HolderLockTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder("lock") }

  /// Who waits for a lock whose file is taken away does not end up with one of its own.
  @Test func discarded() throws {
    let path = folder.file("ledger-lock")
    for _ in 0..<2 {
      let lock = try HolderLock(taking: path, as: "mrr-detect")
      #expect(FileManager.default.fileExists(atPath: path))
      lock.discard()
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func theHolderIsNamedToOthers() throws {
    let path = folder.file("queue-lock")
    let other = Process()
    let said = Pipe()
    let heard = Pipe()
    other.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    other.arguments = [
      "python3", "-c",
      """
      import fcntl, os, sys
      file = open(sys.argv[1], "w+")
      fcntl.lockf(file, fcntl.LOCK_EX)
      file.write(f"{os.getpid()} mrr-post\\n")
      file.flush()
      os.write(1, b"held\\n")
      sys.stdin.read()
      """, path,
    ]
    other.standardOutput = said
    other.standardInput = heard
    try other.run()
    #expect(said.fileHandleForReading.availableData == Data("held\n".utf8))
    let holder = HolderLock.Holder(process: other.processIdentifier, program: "mrr-post")
    #expect(HolderLock.holder(of: path) == holder)
    #expect(holder.description == "process \(other.processIdentifier) (mrr-post)")
    do {
      _ = try HolderLock(taking: path, as: "mrr-detect")
      Issue.record("taken twice")
    } catch {
      #expect(error == .held(by: holder))
    }
    try heard.fileHandleForWriting.close()
    other.waitUntilExit()
    #expect(HolderLock.holder(of: path) == nil)
    let lock = try HolderLock(taking: path, as: "mrr-detect")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text == "\(getpid()) mrr-detect\n")
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.type] as? FileAttributeType == .typeRegular)
    _ = consume lock
  }

  @Test func aNewLockIsPrivate() throws {
    let lock = try HolderLock(taking: folder.file("new"), as: "mrr-detect")
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("new"))
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    _ = consume lock
  }

  @Test func whereThereIsNoFolderThereIsNoLock() {
    #expect(throws: HolderLock.Refusal.system(.notThere)) {
      _ = try HolderLock(taking: folder.file("none/lock"), as: "mrr-detect")
    }
  }
}
