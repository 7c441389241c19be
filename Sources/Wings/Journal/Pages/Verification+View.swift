import Components
import Journal
import Kernel
import Markup

extension HTML {
  /// A verification under way, which is read again where there is script, or how the last one ended.
  func verification(_ run: VerificationFigure, for reader: Reader) {
    section(
      .id("verification"), .aria("label", "Verification of everything"), .data("part", ""),
      .when(run.isRunning, .data("again", ""))
    ) {
      switch run.state {
      case .running: underway(run, reader)
      case .clean:
        notice(.good) {
          h2("Everything held")
          counts(run, reader)
          if let seal = run.seal {
            p {
              text(
                "Write down the fingerprint of checkpoint \(Words.grouped(seal.number)): with it you can prove later that "
              )
              text("nothing up to here was changed. ")
              span(seal.digest, .class("hash"))
            }
          }
          notes(run)
        }
      case .different:
        notice(.bad) {
          h2("\(Words.count(run.total, "difference", "differences")) found")
          counts(run, reader)
          if run.total > run.findings.count {
            p("\(Words.grouped(run.findings.count)) of them, up to \(FindingTally.mostOfAKind) of a kind:")
          }
          findings(run.findings)
          notes(run)
        }
      case .stopped(let by):
        notice(.warn) {
          h2("The last verification was stopped by \(by)")
          counts(run, reader)
          if !run.findings.isEmpty { findings(run.findings) }
        }
      case .failed(let why):
        notice(.bad) {
          h2("The last verification could not be finished")
          p(why)
          counts(run, reader)
          if !run.findings.isEmpty { findings(run.findings) }
        }
      }
    }
  }

  private func underway(_ run: VerificationFigure, _ reader: Reader) {
    notice(.plain) {
      h2("Verifying everything")
      let share = run.ofStreams == 0 ? 0 : Double(run.streams) / Double(run.ofStreams)
      element(
        "progress",
        [
          .class("progress"), Attribute("max", "100"), Attribute("value", HTML.decimal(100 * share)),
          .aria("label", "Portion of the journal that is verified"),
        ]
      ) { text(Words.percent(share)) }
      p {
        if run.ofStreams == 0 {
          text("Counting what there is. ")
        } else {
          text("\(Words.percent(share)): \(Words.grouped(run.streams)) of ")
          text(
            "\(Words.count(run.ofStreams, "stream", "streams")), \(Words.count(run.entries, "entry", "entries")) checked. "
          )
        }
        text("Started by ")
        bdi(run.startedBy)
        text(" ")
        ago(run.startedAt, for: reader)
        text(".")
      }
      if run.findings.isEmpty {
        p("Nothing amiss so far.", .class("soft"))
      } else {
        notice(.bad) {
          p("Found already:")
          findings(run.findings)
        }
      }
      div(.class("actions")) {
        postForm("/journal/verification/\(Address.encoded(run.id))/stop", reader: reader) {
          button("Stop it", .class("button"))
        }
        a("Refresh", .class("button plain"), .href("/journal/verification"))
      }
    }
  }

  private func notes(_ run: VerificationFigure) {
    for note in run.notes { p(note) }
  }

  private func counts(_ run: VerificationFigure, _ reader: Reader) {
    p {
      text("\(Words.count(run.entries, "entry", "entries")) of \(Words.count(run.streams, "stream", "streams")) ")
      text("\(run.streams < run.ofStreams ? "of \(Words.grouped(run.ofStreams)) " : "")were checked. Started by ")
      bdi(run.startedBy)
      text(" ")
      moment(run.startedAt, for: reader)
      if let endedAt = run.endedAt { text(", took \(Words.length(endedAt - run.startedAt))") }
      text(". ")
      if reader.path != "/journal/verification" {
        a("All since the server started", .href("/journal/verification"))
      }
    }
  }

  /// What does not hold, each with its place.
  func findings(_ findings: [JournalFinding]) {
    ul {
      for finding in findings {
        li {
          strong(Words.capital(finding.kind.rawValue))
          text(" in ")
          span(finding.subject, .class("hash"))
          text(": \(finding.message)")
        }
      }
    }
  }
}

extension VerificationFigure {
  /// How it ended, in a few words.
  var outcome: String {
    switch state {
    case .running: "under way"
    case .clean: "everything held"
    case .different: Words.count(total, "difference", "differences")
    case .stopped(let by): "stopped by \(by)"
    case .failed(let why): "not finished: \(why)"
    }
  }
}
