import CZlib
import Kernel

/// The content of gzip data (RFC 1952), one member after another, in bounded memory.
public final class GunzippedBytes<Source: ByteSource>: ByteSource {
  /// Bytes given out at a time.
  private static var portion: Int { 1 << 18 }

  public private(set) var source: Source
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: [UInt8] = []
  private var used = 0
  /// Whether a member has begun and not ended.
  private var isInside = true
  private var isOver = false

  public init(_ source: Source) throws(MainstayError) {
    self.source = source
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 16 added to the window size: gzip framing and nothing else.
    let code = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw .unavailable(reason: "zlib does not start (code \(code))") }
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  public func next() throws -> [UInt8]? {
    guard !isOver else { return nil }
    var output = [UInt8](repeating: 0, count: Self.portion)
    var made = 0
    while made < output.count {
      if used == input.count {
        guard let more = try source.next() else {
          isOver = true
          guard !isInside else {
            throw MainstayError.field("file", "the gzip data ends too early: the file is cut short")
          }
          break
        }
        (input, used) = (more, 0)
      }
      if !isInside {
        // Some writers pad the end with zero bytes.
        guard input[used...].contains(where: { $0 != 0 }) else {
          used = input.count
          continue
        }
        inflateReset(stream)
        isInside = true
      }
      let code = inflate(into: &output, &made)
      switch code {
      case Z_OK, Z_BUF_ERROR: continue
      case Z_STREAM_END: isInside = false
      default: throw MainstayError.field("file", "the gzip data is damaged (zlib code \(code))")
      }
    }
    guard made > 0 else { return nil }
    output.removeLast(output.count - made)
    return output
  }

  private func inflate(into output: inout [UInt8], _ made: inout Int) -> CInt {
    input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.pointee.next_in = input.baseAddress.map { $0 + used }
        stream.pointee.avail_in = UInt32(input.count - used)
        stream.pointee.next_out = output.baseAddress.map { $0 + made }
        stream.pointee.avail_out = UInt32(output.count - made)
        let code = CZlib.inflate(stream, Z_NO_FLUSH)
        used = input.count - Int(stream.pointee.avail_in)
        made = output.count - Int(stream.pointee.avail_out)
        return code
      }
    }
  }
}
