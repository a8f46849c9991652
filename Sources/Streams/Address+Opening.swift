extension Address {
  /// Opens a file, a pipe or a descriptor as an input.
  package func openForReading() throws(AddressError) -> FileDescriptor {
    switch self {
    case .standard:
      // A copy, for `-` may be named twice.
      let number = StandardDescriptors.input
      return try inherited(number, StandardDescriptors.canRead(number), "reading")
    case .file(let path):
      do throws(Errno) {
        // A named pipe must not hold us up here, where no signal is attended to.
        let isPipe = try FileStatus(at: path).kind == .pipe
        return try FileDescriptor(opening: path, for: isPipe ? .polling : .reading)
      } catch {
        throw AddressError(.cannotOpen, "\(path): \(error)")
      }
    case .descriptor(let number):
      return try inherited(number, StandardDescriptors.canRead(number), "reading")
    case .unix, .unixListen, .tcp, .tcpListen: throw noFile
    }
  }

  /// Looks whether it could be opened as an input, without opening it.
  package func checkForReading() throws(AddressError) {
    switch self {
    case .standard, .descriptor: break
    case .file(let path):
      do throws(Errno) {
        // `open` would allow it; only reading would fail.
        if try FileStatus(at: path).kind == .directory { throw .isDirectory }
        try Syscalls.checkReadable(path)
      } catch {
        throw AddressError(.cannotOpen, "\(path): \(error)")
      }
    case .unix, .unixListen, .tcp, .tcpListen: break
    }
  }

  /// Opens a file, a pipe or a descriptor as an output; a file is emptied unless `purpose` is to append to it.
  package func openForWriting(
    _ purpose: FileDescriptor.Purpose = .writing
  ) throws(AddressError) -> FileDescriptor {
    switch self {
    case .standard:
      guard StandardDescriptors.canWrite(StandardDescriptors.output) else {
        throw AddressError(.cannotUse, "\(outputName): not open for writing")
      }
      return FileDescriptor(adopting: StandardDescriptors.output)
    case .file(let path):
      do throws(Errno) {
        return try FileDescriptor(opening: path, for: purpose)
      } catch {
        throw AddressError(.cannotOpen, "\(path): \(error)")
      }
    case .descriptor(let number):
      return try inherited(number, StandardDescriptors.canWrite(number), "writing")
    case .unix, .unixListen, .tcp, .tcpListen: throw noFile
    }
  }

  /// The file it leads to, if it leads to one that is there already.
  package var fileStatus: FileStatus? {
    switch self {
    case .file(let path): try? FileStatus(at: path)
    case .descriptor(let number): try? FileStatus(of: number)
    case .standard, .unix, .unixListen, .tcp, .tcpListen: nil
    }
  }

  /// A copy of an inherited descriptor: the same number may be named twice, and 2 stays ours.
  private func inherited(
    _ number: Int32, _ isUsable: Bool, _ purpose: String
  ) throws(AddressError) -> FileDescriptor {
    let copy = try copy(of: number)
    guard isUsable else {
      throw AddressError(.cannotUse, "\(inputName): not open for \(purpose)")
    }
    return copy
  }

  /// Listens on it; `mode` is that of a Unix socket that is made.
  package func listen(mode: UInt32) throws(AddressError) -> Listener {
    switch self {
    case .standard: try inherited(StandardDescriptors.input)
    case .descriptor(let number): try inherited(number)
    case .unixListen, .tcpListen: try Listener(binding: self, mode: mode)
    case .file, .unix, .tcp: throw noFile
    }
  }

  private func inherited(_ number: Int32) throws(AddressError) -> Listener {
    let listener = try Listener(adopting: copy(of: number), name: inputName)
    // Programs that we start are not to hold it open when we are gone.
    Syscalls.closeOnExec(number)
    return listener
  }

  private func copy(of number: Int32) throws(AddressError) -> FileDescriptor {
    do throws(Errno) {
      // One of our own may have that number by now.
      guard number <= StandardDescriptors.error || Syscalls.isInherited(number) else {
        throw .notOpen
      }
      return try FileDescriptor(duplicating: number)
    } catch {
      throw AddressError(.cannotOpen, "\(inputName): \(error)")
    }
  }

  private var noFile: AddressError {
    AddressError(.usage, "\(inputName): a socket cannot be used here; name a file")
  }
}
