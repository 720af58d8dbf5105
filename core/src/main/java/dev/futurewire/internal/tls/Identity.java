package dev.futurewire.internal.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and the certificate chain that vouches for it.
 *
 * @param key the key
 * @param chain the key's own certificate first
 * @param names the DNS names that it is for
 */
public record Identity(PrivateKey key, List<X509Certificate> chain, List<String> names) {
    private static final byte[] PROBE = "futurewire".getBytes(StandardCharsets.US_ASCII);

    /**
     * Puts key and chain together.
     *
     * @param source where they come from, for the message
     * @throws IOException if they do not belong together, or if the JDK cannot sign with the key
     */
    public static Identity of(PrivateKey key, List<X509Certificate> chain, String source) throws IOException {
        X509Certificate own = chain.get(0);
        byte[] signature;
        try {
            signature = sign(key);
        } catch (GeneralSecurityException | RuntimeException unusable) {
            throw new IOException(source + ": " + cannotSign(key, unusable), unusable);
        }
        try {
            if (!belong(key, own.getPublicKey(), signature)) {
                throw new IOException(source + ": the private key does not belong to the certificate");
            }
            return new Identity(key, List.copyOf(chain), HostNames.of(own));
        } catch (RuntimeException malformed) {
            throw new IOException(source + ": malformed certificate: " + KeySource.reason(malformed), malformed);
        }
    }

    private static byte[] sign(PrivateKey key) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm(key.getAlgorithm()));
        signer.initSign(key);
        signer.update(PROBE);
        return signer.sign();
    }

    private static boolean belong(PrivateKey key, PublicKey certified, byte[] signature) {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(algorithm(key.getAlgorithm()));
            verifier.initVerify(certified);
            verifier.update(PROBE);
            return verifier.verify(signature);
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    private static String cannotSign(PrivateKey key, Exception failure) {
        byte[] encoded = key.getEncoded();
        String[] identifiers = encoded == null ? new String[0] : Der.algorithmOfPkcs8(encoded);
        if (key.getAlgorithm().equals("EC") && identifiers.length > 1 && !EcCurves.supported(identifiers[1])) {
            return EcCurves.unsupported("the private key's", identifiers[1]);
        }
        return "this Java cannot sign with the private key: " + KeySource.reason(failure);
    }

    private static String algorithm(String key) {
        return switch (key) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key;
        };
    }

    /** Whether this can serve where a key of a type is asked for, in the JDK's words: "RSA", "EC", "EC_RSA"... */
    boolean is(String keyType) {
        int underscore = keyType.indexOf('_');
        return (underscore < 0 ? keyType : keyType.substring(0, underscore)).equals(key.getAlgorithm());
    }

    boolean covers(String host) {
        return names.stream().anyMatch(name -> HostNames.covers(name, host));
    }
}
