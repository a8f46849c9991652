import Foundation
import Streams
import TestSupport
import Testing

/// Receipts over a socket, and how quiet a run is that waits; on the built program.
@Suite struct ReceiptSocketTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  /// The processor time that a process has used, in seconds.
  private func processorTime(of process: PostProcess) throws -> Double {
    let path = "/proc/\(process.process.processIdentifier)/stat"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    return (Double(fields[12]) ?? 0) / 100 + (Double(fields[13]) ?? 0) / 100
  }

  @Test("what is on its way after a signal is waited for, not asked for", arguments: [true, false])
  func quiet(_ isQueued: Bool) throws {
    let folder = try TemporaryFolder("post-test")
    let post = try PostProcess(
      PostProcess.trusting + (isQueued ? ["--queue", folder.path + "/q"] : [])
        + ["--timeout", "20s", receiver.url("/\(mark)/delay=8")])
    post.write(notifications(1))
    try receiver.waitForRequests(mark, 1)
    post.send(SIGTERM)
    // Longer than the rest of a line is waited for.
    usleep(2_200_000)
    let before = try processorTime(of: post)
    usleep(1_000_000)
    #expect(try processorTime(of: post) - before < 0.3)
    #expect(post.wait().status == 128 + 15)
  }

  private func accept(_ listener: Listener) throws -> FileDescriptor {
    let deadline = Date() + 20
    while Date() < deadline {
      if let client = try listener.accept() { return client }
      usleep(10_000)
    }
    throw Errno(0)
  }

  @Test("while the reader of the receipts is away every answer is heard", arguments: [true, false])
  func restarted(_ isQueued: Bool) throws {
    let folder = try TemporaryFolder("post-test")
    let path = folder.path + "/s"
    let first = try Listener(binding: .unixListen(path), mode: 0o600)
    let post = try PostProcess(
      PostProcess.trusting + (isQueued ? ["--queue", folder.path + "/q"] : [])
        + ["--timeout", "2s", "-o", "unix:\(path)", receiver.url("/\(mark)/delay=0.5")])
    let leaving = try accept(first)
    first.close()
    try leaving.writeAll([4].span)
    // It is left though nothing is to be written.
    #expect(try leaving.readAll(atMost: 10) == [])
    // Of these two are sent at first, and the third when one of them was answered.
    post.write(notifications(3))
    try receiver.waitForRequests(mark, 3)
    usleep(2_500_000)
    let second = try Listener(binding: .unixListen(path), mode: 0o600)
    let reader = try accept(second)
    post.closeInput()
    let receipts = String(decoding: try reader.readAll(atMost: 100_000) ?? [], as: UTF8.self)
    #expect(lines(receipts).count { $0.contains(#""delivered""#) } == 3, "\(receipts)")
    #expect(lines(receipts).count == (isQueued ? 6 : 3), "\(receipts)")
    let result = post.wait()
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test("while the reader of bad lines is away every answer is heard", arguments: [true, false])
  func refused(_ isQueued: Bool) throws {
    let folder = try TemporaryFolder("post-test")
    let path = folder.path + "/s"
    let post = try PostProcess(
      PostProcess.trusting + (isQueued ? ["--queue", folder.path + "/q"] : [])
        + ["--timeout", "2s", "--rejects", "unix:\(path)", receiver.url("/\(mark)/delay=0.5")])
    post.write(notifications(1) + "oops\n")
    usleep(2_500_000)
    let listener = try Listener(binding: .unixListen(path), mode: 0o600)
    let reader = try accept(listener)
    post.closeInput()
    #expect(try reader.readAll(atMost: 100) == Array("oops\n".utf8))
    let result = post.wait()
    #expect(result.status == 1)
    #expect(result.all("receipt").last == "delivered")
  }
}
