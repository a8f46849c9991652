import Command
import Streams

/// The command line of `mrr-post`, with what may be secret kept out of it.
///
/// `ps` shows everybody the command line of every process. The URL, the headers and the proxy's URL
/// stand in pipes instead, which only the program itself has open; `@/dev/fd/N` names them there.
struct PostArguments {
  /// The options and the URL.
  private(set) var arguments: [String]
  /// Open as long as this value is held: to be handed to the program under their own numbers.
  private var pipes: [HiddenText] = []

  /// Makes it for `url`, reached by `connection`; `options` come first.
  init(
    _ options: [String], to url: String, by connection: WebhookSettings.Connection
  ) throws(Failure) {
    arguments = options
    if let authorities = connection.authorities { arguments += ["--ca", authorities] }
    for block in connection.allowed { arguments += ["--allow-net", block] }
    if let secrets = connection.secretFile { arguments += ["--secret-file", secrets] }
    if let timeout = connection.timeout { arguments += ["--timeout", timeout] }
    // In a file of headers a # begins a comment, which a name may begin with, too.
    let isPlain: (String) -> Bool = { $0.hasPrefix("@") || $0.hasPrefix("#") }
    for header in connection.headers where isPlain(header) { arguments += ["--header", header] }
    let hidden = connection.headers.filter { !isPlain($0) }
    if !hidden.isEmpty {
      arguments += ["--header", try hide(hidden, "the headers")]
    }
    if let proxy = connection.proxy {
      arguments += ["--proxy", proxy.hasPrefix("@") ? proxy : try hide([proxy], "the proxy")]
    }
    arguments.append(url.hasPrefix("@") ? url : try hide([url], "the URL"))
  }

  private mutating func hide(_ texts: [String], _ what: String) throws(Failure) -> String {
    // Each is a line there, and only one.
    guard !texts.contains(where: { $0.utf8.contains { $0 == 0x0A || $0 == 0x0D } }) else {
      throw Failure(.usage, "\(what): a line end stands in it")
    }
    let text = texts.joined(separator: "\n")
    let pipe: HiddenText?
    do throws(Errno) {
      pipe = try HiddenText(text)
    } catch {
      throw Failure(.io, "no pipe for \(what): \(error)")
    }
    guard let pipe else {
      throw Failure(.usage, "\(what): too long; put it in a file: @FILE")
    }
    pipes.append(pipe)
    return "@/dev/fd/\(pipe.number)"
  }

  /// The descriptors that the arguments speak of; who hands them on holds this value meanwhile.
  var descriptors: [Int32] { pipes.map(\.number) }
}

/// A pipe that holds a text, and nothing after it.
private final class HiddenText {
  private let pipe: FileDescriptor
  /// The number of its reading end.
  var number: Int32 { pipe.number }

  /// Nil where the text is longer than what a pipe takes.
  init?(_ text: String) throws(Errno) {
    guard let pipe = try ProcessPipe.holding([UInt8](text.utf8)) else { return nil }
    self.pipe = pipe
  }
}
