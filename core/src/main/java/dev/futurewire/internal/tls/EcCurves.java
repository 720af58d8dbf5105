package dev.futurewire.internal.tls;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The elliptic curves that the JDK's TLS can sign with, and the names of some others. */
final class EcCurves {
    /** P-256, P-384, P-521. */
    private static final Set<String> SUPPORTED = Set.of("1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35");

    private static final Map<String, String> NAMES = Map.of(
            "1.3.132.0.10", "secp256k1",
            "1.3.132.0.33", "secp224r1",
            "1.2.840.10045.3.1.1", "secp192r1",
            "1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1",
            "1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1",
            "1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1",
            "1.2.156.10197.1.301", "SM2");

    /** The JDK parsers' message. */
    private static final Pattern UNKNOWN = Pattern.compile("(?i)unknown named curve:? *([0-9.]+)");

    private static final int MAX_CAUSES = 8;

    private EcCurves() {}

    static boolean supported(String identifier) {
        return SUPPORTED.contains(identifier);
    }

    /** Returns the unknown curve that a failure or one of its causes names, or null. */
    static @Nullable String unknownIn(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            Matcher matcher = UNKNOWN.matcher(String.valueOf(cause.getMessage()));
            if (matcher.find()) {
                return matcher.group(1);
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** Returns the message for an unsupported curve. */
    static String unsupported(String owner, String curve) {
        return owner + " elliptic curve " + NAMES.getOrDefault(curve, curve)
                + " is not supported by Java's TLS; secp256r1, secp384r1 and secp521r1 are";
    }
}
