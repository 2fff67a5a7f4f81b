/** Passwords that top every list of leaked ones, eight characters and more, in lower case. */
const common = new Set(
  `password password1 password12 password123 password1234 password12345 password123456 passw0rd p@ssw0rd p@ssword
  p@ssw0rd1 pass1234 pass12345 12345678 123456789 1234567890 12345678910 0123456789 0987654321 987654321 87654321
  11111111 111111111 1111111111 00000000 000000000 0000000000 22222222 33333333 44444444 55555555 66666666 77777777
  88888888 888888888 99999999 999999999 12341234 123412345 12344321 123123123 1231231234 123321123 112233445566 11223344
  1122334455 121212121 12121212 123454321 1234554321 147258369 147852369 159753456 741852963 789456123 963852741 1q2w3e4r
  1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qwer1234 qwerty12 qwerty123
  qwerty1234 qwerty12345 qwertyui qwertyuiop qwertyuiop123 qwerasdf qazwsxedc qazwsx123 zaq12wsx zaq1zaq1 zxcvbnm123
  asdfghjk asdfghjkl asdf1234 asdfasdf asdfqwer zxcvbnm1 zxcvasdf a1b2c3d4 a1b2c3d4e5 aa123456 aa12345678 abc12345
  abcd1234 abcd12345 abcdefgh abcdefghi abcdefg1 abc123456 abcabcabc a12345678 a123456789 iloveyou iloveyou1 iloveyou2
  ilovegod loveyou1 lovelove football football1 baseball baseball1 basketball softball volleyball hockey123 liverpool
  liverpool1 chelsea1 manchester arsenal1 barcelona juventus realmadrid superman superman1 spiderman batman123 starwars
  startrek pokemon1 pokemon123 minecraft minecraft1 fortnite123 princess princess1 princesa sunshine sunshine1 butterfly
  chocolate chocolate1 cheese123 computer computer1 internet internet1 samsung1 samsung123 whatever whatever1 welcome1
  welcome12 welcome123 letmein1 letmein123 trustno1 changeme changeme1 changeme123 administrator admin123 admin1234
  admin12345 adminadmin root1234 rootroot test1234 test12345 testtest testing1 testing123 guest123 default1 secret123
  secret12 security master123 masterkey monkey123 dragon123 shadow123 michael1 jennifer jennifer1 jessica1 jordan23
  charlie1 alexander alexander1 alexandra christian christopher benjamin elizabeth stephanie nicholas jonathan samantha
  victoria patricia michelle danielle isabella gabriela anthony1 matthew1 william1 thunder1 corvette mercedes ferrari1
  mustang1 maverick midnight metallica nirvana1 blink182 slipknot scorpion crystal1 diamond1 garfield snoopy123 tinkerbell
  hello123 hello1234 hellohello helloworld goodluck lovelife family123 friends1 forever1 happy123 summer123 summer2023
  summer2024 summer2025 summer2026 winter123 winter2023 winter2024 winter2025 winter2026 spring2024 spring2025 spring2026
  autumn2024 autumn2025 autumn2026 password2023 password2024 password2025 password2026 google123 facebook facebook1
  facebook123 linkedin1 linkedin123 myspace1 myspace123 xxxxxxxx zzzzzzzz aaaaaaaa aaaaaaaaaa qqqqqqqq wwwwwwww
  correcthorsebatterystaple`.split(/\s+/),
);

const isOneCharacter = (text: string) => new Set(text).size === 1;

/** True for a password that is tried first: a common one, one character all along, or the username itself. */
export function isCommonPassword(password: string, username: string): boolean {
  const lower = password.toLowerCase();
  return common.has(lower) || isOneCharacter(lower) || lower === username.toLowerCase();
}
