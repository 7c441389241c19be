import Storage

enum TradeMigrations {
  static let all = [
    Migration("0129-offers") { dialect in
      let (text, bytes) = (dialect.textType, dialect.bytesType)
      return [
        // Who did what stands there by id, contacts by their links, parts of the product by name.
        """
        CREATE TABLE offer (
          id \(text) PRIMARY KEY, number INTEGER NOT NULL UNIQUE, title TEXT NOT NULL, agreement \(text) NOT NULL,
          party \(text) NOT NULL CHECK (party IN ('customer', 'supplier')), party_name TEXT NOT NULL, proposal \(text),
          state \(text) NOT NULL CHECK (state IN ('open', 'agreed', 'withdrawn', 'lapsed', 'overtaken')),
          round INTEGER NOT NULL, ends_at BIGINT NOT NULL, made_at BIGINT NOT NULL, made_by \(text) NOT NULL,
          ended_at BIGINT, ended_by \(text), note TEXT, in_force_at BIGINT, versions TEXT NOT NULL,
          version INTEGER NOT NULL, salt \(bytes) NOT NULL,
          CHECK ((state = 'open') = (ended_at IS NULL)), CHECK ((ended_by IS NULL) = (ended_at IS NULL)),
          CHECK (in_force_at IS NULL OR state = 'agreed')
        )
        """,
        "CREATE INDEX offer_open ON offer (number) WHERE state = 'open'",
        "CREATE INDEX offer_proposal ON offer (proposal) WHERE proposal IS NOT NULL",
        """
        CREATE TABLE offer_round (
          offer \(text) NOT NULL REFERENCES offer (id), number INTEGER NOT NULL,
          side \(text) NOT NULL CHECK (side IN ('ours', 'theirs')), body TEXT NOT NULL, hash \(text) NOT NULL,
          plan \(text) NOT NULL, note TEXT NOT NULL, offered_at BIGINT NOT NULL, offered_by \(text) NOT NULL,
          ends_at BIGINT NOT NULL, salt \(bytes) NOT NULL, PRIMARY KEY (offer, number)
        )\(dialect.clustered)
        """,
        """
        CREATE TABLE offer_comment (
          offer \(text) NOT NULL, number INTEGER NOT NULL, round INTEGER NOT NULL, path \(text) NOT NULL,
          side \(text) NOT NULL CHECK (side IN ('ours', 'theirs')), text TEXT NOT NULL, said_at BIGINT NOT NULL,
          said_by \(text) NOT NULL, answers INTEGER, settled_at BIGINT, settled_by \(text), salt \(bytes) NOT NULL,
          PRIMARY KEY (offer, number), FOREIGN KEY (offer, round) REFERENCES offer_round (offer, number),
          CHECK (answers IS NULL OR answers < number), CHECK ((settled_at IS NULL) = (settled_by IS NULL))
        )\(dialect.clustered)
        """,
        // A side signs a round once.
        """
        CREATE TABLE offer_signature (
          offer \(text) NOT NULL, round INTEGER NOT NULL, side \(text) NOT NULL CHECK (side IN ('ours', 'theirs')),
          hash \(text) NOT NULL, signed_at BIGINT NOT NULL, signed_by \(text) NOT NULL, name TEXT NOT NULL,
          salt \(bytes) NOT NULL, PRIMARY KEY (offer, round, side),
          FOREIGN KEY (offer, round) REFERENCES offer_round (offer, number)
        )\(dialect.clustered)
        """,
      ]
    },
    Migration("0130-offer-links") { dialect in
      let (text, bytes) = (dialect.textType, dialect.bytesType)
      return [
        """
        CREATE TABLE offer_link (
          offer \(text) NOT NULL REFERENCES offer (id), number INTEGER NOT NULL, contact TEXT NOT NULL,
          address TEXT NOT NULL, digest \(text) NOT NULL UNIQUE, made_at BIGINT NOT NULL, made_by \(text) NOT NULL,
          ends_at BIGINT NOT NULL, revoked_at BIGINT, revoked_by \(text), entered_at BIGINT, told_at BIGINT,
          salt \(bytes) NOT NULL, PRIMARY KEY (offer, number), CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
        )
        """,
        // At most one a link. It is gone once it was typed, and holds for minutes.
        """
        CREATE TABLE offer_code (
          offer \(text) NOT NULL, link INTEGER NOT NULL, code \(text) NOT NULL, sent_at BIGINT NOT NULL,
          tries INTEGER NOT NULL, count INTEGER NOT NULL, counted_from BIGINT NOT NULL, delivery \(text),
          PRIMARY KEY (offer, link), FOREIGN KEY (offer, link) REFERENCES offer_link (offer, number)
        )\(dialect.clustered)
        """,
        "CREATE UNIQUE INDEX offer_code_delivery ON offer_code (delivery) WHERE delivery IS NOT NULL",
        // Browsers that came in by a link, by the digests of their secrets.
        """
        CREATE TABLE offer_session (
          digest \(text) PRIMARY KEY, offer \(text) NOT NULL, link INTEGER NOT NULL, ends_at BIGINT NOT NULL,
          FOREIGN KEY (offer, link) REFERENCES offer_link (offer, number)
        )
        """,
        "CREATE INDEX offer_session_end ON offer_session (ends_at)",
      ]
    },
    Migration("0131-offer-figures") { dialect in
      let (text, bytes) = (dialect.textType, dialect.bytesType)
      return [
        """
        CREATE TABLE offer_figure (
          offer \(text) NOT NULL, round INTEGER NOT NULL, number INTEGER NOT NULL, label TEXT NOT NULL,
          basis \(text) NOT NULL CHECK (basis IN ('inForce', 'offered')), question TEXT NOT NULL, answer TEXT NOT NULL,
          versions TEXT NOT NULL, checkpoint TEXT NOT NULL, attached_at BIGINT NOT NULL, attached_by \(text) NOT NULL,
          salt \(bytes) NOT NULL, PRIMARY KEY (offer, round, number),
          FOREIGN KEY (offer, round) REFERENCES offer_round (offer, number)
        )\(dialect.clustered)
        """
      ]
    },
  ]
}
