package dev.futurewire.conformance;

import java.util.Set;

/** TLS 1.2 has no half-close: close_notify ends both directions (RFC 5246, 7.2.1). */
final class Tls12 {
    /** Cases in which one end continues to send after the other has ended: they run over TLS 1.3. */
    static final Set<String> NEEDS_HALF_CLOSE = Set.of(
            "half/shutdown-output",
            "half/peer-eof-then-we-write",
            "half/read-on-after-shutdown",
            "half/shutdown-while-read-pending",
            "half/mebibyte-after-peer-eof",
            "close/after-peer-eof",
            "close/unread-input-no-rst",
            "close/three-hundred-kilobytes-unread",
            "close/peer-goes-on-sending",
            "timeout/close-goes-on");

    private Tls12() {}
}
