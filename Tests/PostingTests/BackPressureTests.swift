import Foundation
import TestSupport
import Testing

/// A run is as slow as its reader and its endpoint, and fails where the disk is full.
@Suite struct BackPressureTests {
  let receiver = Receiver.shared
  let mark = uniqueMark()

  @Test func aFullDiskIsAFailedRun() throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let post = try PostProcess(
      PostProcess.trusting + [receiver.url("/\(mark)")], text: notifications(5), output: full)
    let result = post.wait()
    #expect(result.status == 74)
    #expect(result.errors.contains("mrr-post: <stdout>: No space left on device\n"))
    let rejects = try PostProcess.run(
      to: "/status=500", ["--rejects", "/dev/full"], input: notifications(5))
    #expect(rejects.status == 74)
    #expect(rejects.errors.contains("mrr-post: /dev/full: No space left on device\n"))
  }

  @Test func readsNoFurtherThanItCanSend() throws {
    let post = try PostProcess(
      PostProcess.trusting + [
        "--concurrency", "2", "--timeout", "50s", receiver.url("/\(mark)/hang"),
      ])
    let number = post.input.fileHandleForWriting.fileDescriptor
    let line = #"{"x":"\#(String(repeating: "y", count: 100_000))"}"# + "\n"
    post.write(line)
    try receiver.waitForRequests(mark, 1)
    _ = fcntl(number, F_SETFL, O_NONBLOCK)
    let bytes = [UInt8](line.utf8)
    var written = 0
    var refusals = 0
    while written < 20_000_000 && refusals < 40 {
      let rest = Array(bytes[(written % bytes.count)...])
      let count = Foundation.write(number, rest, rest.count)
      if count > 0 { written += count } else { refusals += 1 }
      if count <= 0 { usleep(10_000) }
    }
    #expect(written < 5_000_000, "a pipe of 1 MiB, and a handful of lines")
    post.send(SIGTERM)
    usleep(50_000)
    post.send(SIGTERM)
    #expect(post.wait().status == 128 + 15)
  }

  @Test func aReaderThatIsSlowMakesNothingFail() throws {
    // More receipts than the pipe and the program's own memory for them hold.
    let count = 700
    let output = Pipe()
    let post = try PostProcess(
      PostProcess.trusting + [
        "--timeout", "1500ms", receiver.url("/\(mark)/status=500/body=3000"),
      ], text: notifications(count), output: output)
    try output.fileHandleForWriting.close()
    Thread.sleep(forTimeInterval: 4)
    #expect(post.process.isRunning, "it waits for its reader")
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(post.wait().status == 1)
    let receipts = text.split(separator: "\n").compactMap { object(String($0)) }
    #expect(receipts.count == count)
    #expect(receipts.allSatisfy { $0["reason"] as? String == "status" })
  }
}
