-- Reports the time, and notices a loss soon after it.
-- KEYS:    the memory (reservationPrelude.lua)
-- ARGV:    those of the prelude
-- Returns: the answer alone
return answer()
