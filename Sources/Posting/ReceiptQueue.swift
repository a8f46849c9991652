internal import JSONText

/// Receipts that wait to be written, in pieces of whole lines that a ready pipe takes at once.
struct ReceiptQueue {
  /// What a pipe that is ready for writing takes without blocking, in bytes (`PIPE_BUF`, pipe(7)).
  private static let pieceSize = 4096

  private var pieces: [LineBuffer] = []
  /// How many bytes wait.
  private(set) var count = 0

  var isEmpty: Bool { pieces.isEmpty }

  mutating func append(_ receipt: LineBuffer) {
    count += receipt.count
    if let last = pieces.indices.last, pieces[last].count + receipt.count <= Self.pieceSize {
      pieces[last].append(receipt.bytes)
    } else {
      pieces.append(receipt)
    }
  }

  /// Takes the first piece out.
  mutating func next() -> LineBuffer {
    let piece = pieces.removeFirst()
    count -= piece.count
    return piece
  }

  mutating func removeAll() { self = ReceiptQueue() }
}
