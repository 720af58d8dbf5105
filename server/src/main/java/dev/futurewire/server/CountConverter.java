package dev.futurewire.server;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts counts on the command line: whole numbers of at least one. */
class CountConverter implements ITypeConverter<Integer> {
    private final int least;

    CountConverter() {
        this(1);
    }

    private CountConverter(int least) {
        this.least = least;
    }

    @Override
    public Integer convert(String text) {
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least) {
            throw new TypeConversionException("'" + text + "' is not a whole number of at least " + least);
        }
        return Integer.parseInt(text);
    }

    /** For a limit that zero disables. */
    static final class NonNegative extends CountConverter {
        NonNegative() {
            super(0);
        }
    }
}
