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
    /**
     * Puts key and chain together.
     *
     * @param source where they come from, for the message
     * @throws IOException if they do not belong together
     */
    public static Identity of(PrivateKey key, List<X509Certificate> chain, String source) throws IOException {
        X509Certificate own = chain.get(0);
        if (!belong(key, own.getPublicKey())) {
            throw new IOException(source + ": the private key does not belong to the certificate");
        }
        return new Identity(key, List.copyOf(chain), HostNames.of(own));
    }

    private static boolean belong(PrivateKey key, PublicKey certified) {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        String algorithm = algorithm(key.getAlgorithm());
        byte[] probe = "futurewire".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(probe);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certified);
            verifier.update(probe);
            return verifier.verify(signature);
        } catch (GeneralSecurityException unusable) {
            return false;
        }
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
