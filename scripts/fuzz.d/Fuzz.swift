// What the fuzzer calls: one target of several, chosen by MRR_FUZZ.
//
// A target judges its input itself: what must never be, it traps on.

import Foundation

/// A function that takes an input; it must come back, whatever that is.
typealias Target = @Sendable ([UInt8]) -> Void

let targets: [String: Target] = [
  "json": fuzzJSON,
  "detect": { fuzzDetect($0) },
  "stream": { fuzzDetect($0, isStream: true) },
  "invoices": { fuzzDetect($0, readsInvoices: true) },
  "notifications": fuzzNotifications,
  "rates": fuzzRates,
  "settings": fuzzSettings,
  "addresses": fuzzAddresses,
  "answers": fuzzAnswers,
  "ledger": fuzzLedger,
  "queue": fuzzQueue,
]

private let target: Target = {
  let name = ProcessInfo.processInfo.environment["MRR_FUZZ"] ?? ""
  guard let target = targets[name] else { fatalError("MRR_FUZZ: no target '\(name)'") }
  return target
}()

/// The fuzzer's entry: runs the chosen target on one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// Says that something is that must never be.
func broken(_ sentence: String) -> Never { fatalError(sentence) }
