import Kernel
import Markup

/// What stands where a page should have been.
public struct FaultPage: Page {
  public var title: String
  /// What happened, in a sentence; empty where the faults say it.
  public var happened: String
  /// What to do now.
  public var next: String
  public var faults: [FieldFault]
  /// For the support of this installation: stands in its log.
  public var requestID: String
  public var isSignedIn: Bool
  public var frame: PageFrame { .alone }

  public init(
    title: String, happened: String, next: String, faults: [FieldFault] = [], requestID: String, isSignedIn: Bool
  ) {
    (self.title, self.happened, self.next) = (title, happened, next)
    (self.faults, self.requestID, self.isSignedIn) = (faults, requestID, isSignedIn)
  }
}

extension FaultPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.h1(title)
    if !happened.isEmpty { html.p(happened) }
    if !faults.isEmpty {
      html.notice(.bad) {
        html.ul {
          for fault in faults {
            html.li(fault.path.isEmpty ? Forms.sentence(fault.message) : "\(fault.path): \(fault.message)")
          }
        }
      }
    }
    html.p(next)
    html.div(.class("actions")) { html.a(isSignedIn ? "Go to the start" : "Sign in", .class("button"), .href("/")) }
    html.p(.class("soft small")) {
      html.text("Request ")
      html.span(requestID, .class("hash"))
    }
  }
}
