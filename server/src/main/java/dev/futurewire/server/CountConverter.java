package dev.futurewire.server;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Counts on the command line: at least one. */
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
            throw new TypeConversionException("'" + text + "' is not a whole number from " + least + " on");
        }
        return Integer.parseInt(text);
    }

    /** For a limit that zero switches off. */
    static final class NonNegative extends CountConverter {
        NonNegative() {
            super(0);
        }
    }
}
