package dev.futurewire.internal.tls;

import java.util.Arrays;

/** The default cipher suites. */
final class CipherSuites {
    private CipherSuites() {}

    /**
     * Returns those of the JDK's enabled suites that have forward secrecy and authenticated encryption: all of TLS 1.3, and
     * those of TLS 1.2 in Mozilla's "intermediate" recommendation. No CBC, no RSA key exchange.
     */
    static String[] safe(String[] enabled) {
        return Arrays.stream(enabled).filter(CipherSuites::isSafe).toArray(String[]::new);
    }

    private static boolean isSafe(String suite) {
        boolean tls13 = suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_");
        boolean forward = suite.startsWith("TLS_ECDHE_") || suite.startsWith("TLS_DHE_");
        boolean authenticated = suite.contains("_GCM_") || suite.contains("_CHACHA20_");
        return tls13 || (forward && authenticated) || suite.equals("TLS_EMPTY_RENEGOTIATION_INFO_SCSV");
    }
}
