package dev.futurewire.monitor.model.filter;

import java.util.ArrayList;
import java.util.List;

/** Splits at spaces, except inside quotation marks. */
final class Words {
    private Words() {}

    static List<String> of(String text) throws BadTermException {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                any = true;
            } else if (Character.isWhitespace(c) && !quoted) {
                if (any) {
                    words.add(word.toString());
                }
                word.setLength(0);
                any = false;
            } else {
                word.append(c);
                any = true;
            }
        }
        if (quoted) {
            throw new BadTermException(BadTermException.Problem.OPEN_QUOTE, "\"" + word);
        }
        if (any) {
            words.add(word.toString());
        }
        return words;
    }
}
