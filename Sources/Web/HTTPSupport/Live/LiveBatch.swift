import Kernel
import NIOCore
import TicketsUseCases

/// What a reader of a stream wants to be told, and how: each open stream has one.
public protocol LiveView: Sendable {
  /// Whether it shows more of tickets than that they have changed, so that their rows are read.
  var showsTickets: Bool { get }
  /// Writes what the reader gets of these changes, all of which it may see; each event by `LiveBatch.event`, so that
  /// it is made once for all readers. Nothing written is nothing sent.
  mutating func write(_ changes: [LiveChange], into batch: LiveBatch) -> [LiveBatch.Part]
}

/// One thing that has changed.
public struct LiveChange: Sendable {
  /// `ticket:<id>`, `outbox`, `agreements`, `journal`.
  public var subject: String
  /// Of a ticket: nothing of it shows to its requester.
  var isInner = false
  /// Its place among all changes: a reader who has had it has had all before it that nothing after it repeats.
  var sequence: Int64
  /// The ticket as it stands now, where some reader's view shows tickets.
  public var ticket: ChangedTickets.Line?
}

/// The changes of a moment on their way to all readers: what several of them get is written once.
public final class LiveBatch {
  /// An event of this batch, by its place.
  public typealias Part = Int

  /// An event as one reader gets it: with an id where all that the id stands for is sent with it or before it.
  struct Piece: Hashable {
    var part: Part
    var sequence: Int64?
  }

  /// The present, for all readers alike.
  public let now: Instant
  /// The id of a place among all changes.
  private let position: (Int64) -> String
  private var parts: [ByteBuffer] = []
  private var places: [String: Part] = [:]
  private var joined: [[Piece]: ByteBuffer] = [:]

  init(now: Instant, position: @escaping (Int64) -> String) { (self.now, self.position) = (now, position) }

  /// The event of this key, made where it is the first of its key in this batch. The key names all that its bytes
  /// depend on.
  public func event(_ key: String, _ make: () -> ServerEvent) -> Part {
    if let place = places[key] { return place }
    let event = make()
    var buffer = ByteBuffer()
    event.write(into: &buffer)
    parts.append(buffer)
    places[key] = parts.count - 1
    return parts.count - 1
  }

  /// The events of one change. Whoever is cut off between two of them comes back for both, so only the last has the
  /// change's id.
  static func pieces(_ parts: [Part], of sequence: Int64) -> [Piece] {
    parts.enumerated().map { Piece(part: $1, sequence: $0 == parts.count - 1 ? sequence : nil) }
  }

  /// Several events as one piece of bytes; readers who get the same share it.
  func bytes(_ wanted: [Piece]) -> ByteBuffer {
    if let known = joined[wanted] { return known }
    var buffer = ByteBuffer()
    buffer.reserveCapacity(wanted.reduce(0) { $0 + parts[$1.part].readableBytes + 40 })
    for piece in wanted {
      if let sequence = piece.sequence { buffer.writeString("id: \(position(sequence))\n") }
      buffer.writeImmutableBuffer(parts[piece.part])
    }
    joined[wanted] = buffer
    return buffer
  }
}
