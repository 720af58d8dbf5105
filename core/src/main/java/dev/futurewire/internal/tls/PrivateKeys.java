package dev.futurewire.internal.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/** Creates private keys from PKCS#8 (RFC 5208). */
final class PrivateKeys {
    private static final String NOT_UNDERSTOOD = ": not a private key that is understood (RSA, EC, EdDSA)";

    private static final String RSA = "1.2.840.113549.1.1.1";
    private static final String EC = "1.2.840.10045.2.1";
    private static final String ED25519 = "1.3.101.112";
    private static final String ED448 = "1.3.101.113";

    private PrivateKeys() {}

    /**
     * Creates a key.
     *
     * @throws IOException if it is malformed, or if the JDK does not support its algorithm or curve; the message names the
     *     file
     */
    static PrivateKey ofPkcs8(Path file, byte[] pkcs8) throws IOException {
        String[] identifiers = Der.algorithmOfPkcs8(pkcs8);
        if (identifiers.length == 0) {
            throw new IOException(file + NOT_UNDERSTOOD);
        }
        String algorithm = algorithm(identifiers[0]);
        if (algorithm.isEmpty()) {
            throw new IOException(file + NOT_UNDERSTOOD + ": its algorithm is " + identifiers[0]);
        }
        if (algorithm.equals("EC") && identifiers.length == 1) {
            throw new IOException(file + ": the EC key does not name its curve");
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | RuntimeException malformed) {
            String curve = identifiers.length > 1 ? identifiers[1] : "";
            boolean unknownCurve = algorithm.equals("EC") && !curve.isEmpty() && !EcCurves.supported(curve);
            throw new IOException(
                    file + ": "
                            + (unknownCurve
                                    ? EcCurves.unsupported("the private key's", curve)
                                    : "malformed " + algorithm + " private key: " + KeySource.reason(malformed)),
                    malformed);
        }
    }

    private static String algorithm(String identifier) {
        return switch (identifier) {
            case RSA -> "RSA";
            case EC -> "EC";
            case ED25519, ED448 -> "EdDSA";
            default -> "";
        };
    }
}
