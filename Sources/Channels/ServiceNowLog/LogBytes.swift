import CSVFiles
import Kernel

/// The bytes of a log, unpacked where they are gzip.
struct LogBytes: ByteSource {
  private enum Kind { case plain(RawBytes), gzip(GunzippedBytes<RawBytes>) }
  private var kind: Kind

  /// - Parameter open: gives the bytes from their beginning, as often as it is called.
  init(_ open: () throws -> RawBytes) throws {
    var probe = try open()
    let isGzip = try probe.next()?.starts(with: [0x1f, 0x8b]) ?? false
    kind = isGzip ? .gzip(try GunzippedBytes(open())) : .plain(try open())
  }

  var share: Double {
    switch kind {
    case .plain(let bytes): bytes.share
    case .gzip(let packed): packed.source.share
    }
  }

  mutating func next() throws -> [UInt8]? {
    switch kind {
    case .gzip(let packed): return try packed.next()
    case .plain(var bytes):
      let portion = try bytes.next()
      kind = .plain(bytes)
      return portion
    }
  }
}

/// A log as it lies in a file or in memory.
enum RawBytes: ByteSource {
  case file(FileBytes)
  case memory(MemoryBytes)

  var share: Double {
    let (position, size) =
      switch self {
      case .file(let bytes): (bytes.position, bytes.size)
      case .memory(let bytes): (bytes.position, bytes.size)
      }
    return size == 0 ? 1 : min(1, Double(position) / Double(size))
  }

  mutating func next() throws -> [UInt8]? {
    switch self {
    case .file(var bytes):
      let portion = try bytes.next()
      self = .file(bytes)
      return portion
    case .memory(var bytes):
      let portion = bytes.next()
      self = .memory(bytes)
      return portion
    }
  }
}
