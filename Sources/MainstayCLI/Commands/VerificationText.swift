import Core
import Journal
import JournalUseCases
import Kernel
import Synchronization

/// Shows progress that is told from other threads.
final class Shown: Sendable {
  private let line: Mutex<ProgressLine>

  init(_ line: sending ProgressLine) { self.line = Mutex(line) }

  func show(_ progress: JournalProgress) { line.withLock { $0.show(progress.done, of: progress.total) } }

  func end(_ done: Int) { line.withLock { $0.end(done, of: done) } }
}

extension VerificationReport {
  var text: String {
    let records = kinds.compactMap { record in
      self.records[record].flatMap { $0 > 0 ? "\($0.grouped) \(record.name)" : nil }
    }
    return lines(
      findings, counts.words + (records.isEmpty ? "" : "; " + records.joined(separator: ", ")), counts, last,
      isTrustChecked, notes, isWhole: unopened == 0)
  }

  var json: JSON {
    .members([
      "clean": .bool(isClean), "findings": findings.json, "counts": counts.json,
      "records": .object(
        Dictionary(uniqueKeysWithValues: records.map { ($0.name, JSON.integer(Int64($1))) })),
      "last": last?.json, "keys": .array(keys.map { .string(hexadecimal($0)) }), "trustChecked": .bool(isTrustChecked),
      "erased": ["persons": .integer(Int64(erased.persons)), "records": .integer(Int64(erased.records))],
      "register": .array(register.map(\.json)), "notes": .array(notes.map(JSON.string)),
      "startedAt": .string(startedAt.rfc3339), "finishedAt": .string(finishedAt.rfc3339),
    ])
  }
}

extension OfflineJournal.Outcome {
  func text(hasKeys: Bool) -> String {
    lines(
      findings, "\(counts.words), exported at \(exportedAt.rfc3339)", counts, last, hasKeys,
      counts.erasures == 0
        ? []
        : ["\(counts.erasures) \(counts.erasures == 1 ? "person was" : "persons were") erased, as entries of it say."])
  }

  var json: JSON {
    .members([
      "clean": .bool(isClean), "findings": findings.json, "counts": counts.json, "last": last?.json,
      "keys": .array(keys.map { .string(hexadecimal($0)) }), "exportedAt": .string(exportedAt.rfc3339),
      "register": .array(register.members.map(\.json)), "trustChecked": .bool(register.isVouched),
      "erased": ["persons": .integer(Int64(counts.erasures))],
    ])
  }
}

private func lines(
  _ findings: FindingTally, _ checked: String, _ counts: JournalCounts, _ last: SignedCheckpoint?,
  _ isTrustChecked: Bool, _ notes: [String] = [], isWhole: Bool = true
) -> String {
  var lines: [String] = []
  if findings.isEmpty {
    lines.append(
      (isWhole ? "Clean." : "What could be checked is clean; not everything could, see below.") + " Checked \(checked)."
    )
  } else {
    let count = findings.total
    lines.append("\(count.grouped) \(count == 1 ? "thing does" : "things do") not hold:")
    lines += findings.kept.map { "  \($0.kind.rawValue): \($0.subject): \($0.message)".oneLine }
    for kind in JournalFinding.Kind.allCases {
      let more = (findings.counts[kind] ?? 0) - FindingTally.mostOfAKind
      if more > 0 {
        lines.append(
          "  \(kind.rawValue): \(more.grouped) more; \(FindingTally.mostOfAKind.grouped) of a kind are named")
      }
    }
    lines.append("Checked \(checked).")
  }
  if let last {
    lines.append(
      "Last checkpoint: \(last.checkpoint.number), of \(last.checkpoint.at.rfc3339). Its digest, to be kept elsewhere:")
    lines.append("  \(last.checkpoint.number):\(hexadecimal(last.checkpoint.digest))")
    lines.append("Signed by \(hexadecimal(last.publicKey)).")
    if !isTrustChecked {
      lines.append("It was held against the journal's own register of keys alone; --key names a key that you know.")
    }
  } else {
    lines.append("Nothing was sealed yet.")
  }
  if counts.unsealed > 0 {
    lines.append(
      counts.unsealed == 1
        ? "1 entry is not sealed yet." : "\(Int(counts.unsealed).grouped) entries are not sealed yet.")
  }
  lines += notes
  return lines.joined(separator: "\n")
}

extension JournalCounts {
  /// `12 entries in 3 streams, 4 checkpoints with 9 leaves`.
  var words: String {
    func count(_ number: Int, _ one: String, _ many: String) -> String {
      "\(number.grouped) \(number == 1 ? one : many)"
    }
    return count(entries, "entry", "entries") + " in " + count(streams, "stream", "streams") + ", "
      + count(checkpoints, "checkpoint", "checkpoints") + " with " + count(leaves, "leaf", "leaves")
  }

  var json: JSON {
    [
      "streams": .integer(Int64(streams)), "entries": .integer(Int64(entries)), "leaves": .integer(Int64(leaves)),
      "checkpoints": .integer(Int64(checkpoints)), "unsealed": .integer(unsealed),
    ]
  }
}

extension FindingTally {
  var json: JSON {
    .array(
      kept.map { finding in
        .members([
          "kind": .string(finding.kind.rawValue), "subject": .string(finding.subject),
          "sequence": finding.sequence.map(JSON.integer), "message": .string(finding.message),
          "count": .integer(Int64(counts[finding.kind] ?? 1)),
        ])
      })
  }
}

extension SignedCheckpoint {
  var json: JSON {
    [
      "number": .integer(checkpoint.number), "at": .string(checkpoint.at.rfc3339),
      "size": .integer(Int64(checkpoint.size)), "root": .string(hexadecimal(checkpoint.root)),
      "digest": .string(hexadecimal(checkpoint.digest)), "key": .string(hexadecimal(publicKey)),
    ]
  }
}
