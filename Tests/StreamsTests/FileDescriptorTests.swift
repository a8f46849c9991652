import Foundation
import Streams
import Testing

@Suite struct FileDescriptorTests {
  /// A file of `count` bytes, as long as `body` runs.
  private func withFile<Result>(
    of count: Int, _ body: (String, [UInt8]) throws -> Result
  ) throws -> Result {
    let path = NSTemporaryDirectory() + "/" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try body(path, bytes)
  }

  @Test(arguments: [0, 1, 65535, 65536, 65537, 200_000])
  func readsAll(_ count: Int) throws {
    try withFile(of: count) { path, bytes in
      let file = try FileDescriptor(opening: path, for: .reading)
      #expect(try file.readAll(atMost: count) == bytes)
    }
  }

  @Test(arguments: [1, 65537, 200_000]) func refusesMoreThanTheLimit(_ count: Int) throws {
    try withFile(of: count) { path, _ in
      let file = try FileDescriptor(opening: path, for: .reading)
      #expect(try file.readAll(atMost: count - 1) == nil)
    }
  }
}
