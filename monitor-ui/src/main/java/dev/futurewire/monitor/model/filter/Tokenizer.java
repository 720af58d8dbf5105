package dev.futurewire.monitor.model.filter;

import java.util.ArrayList;
import java.util.List;

/** Splits text at white space outside quotation marks. */
final class Tokenizer {
    private Tokenizer() {}

    static List<String> tokens(String text) throws BadTermException {
        List<String> tokens = new ArrayList<>();
        StringBuilder token = new StringBuilder();
        boolean quoted = false;
        boolean started = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                started = true;
            } else if (Character.isWhitespace(c) && !quoted) {
                if (started) {
                    tokens.add(token.toString());
                }
                token.setLength(0);
                started = false;
            } else {
                token.append(c);
                started = true;
            }
        }
        if (quoted) {
            throw new BadTermException(BadTermException.Problem.OPEN_QUOTE, "\"" + token);
        }
        if (started) {
            tokens.add(token.toString());
        }
        return tokens;
    }
}
